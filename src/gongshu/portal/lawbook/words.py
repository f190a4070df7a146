"""The words that the law pages have for keys of the law folder."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What stands before the dot in the name of a value.
TOPICS: Final[dict[str, str | Promise]] = {
    "sharing": _("共享"), "opening": _("开放"), "catalogue": _("目录"), "classification": _("分类分级"), "collection": _("收集归集"),
    "quality": _("质量"), "correction": _("校核与疑义"), "verification": _("核实比对"), "demand": _("需求"), "census": _("普查与清单"),
    "organisations": _("机构与职责"), "infrastructure": _("基础设施"), "federation": _("跨层级跨区域"), "fusion": _("融合"),
    "standards": _("标准"), "operation": _("授权运营"), "registration": _("登记"), "trading": _("交易流通"), "assets": _("数据资产"),
    "revenue": _("收益"), "scenarios": _("应用场景"), "enterprises": _("数据企业"), "procurement": _("采购"), "projects": _("项目建设"),
    "protection": _("安全保护"), "emergency": _("应急"), "supervision": _("监督"), "complaints": _("投诉举报"), "experts": _("专家"),
    "regulations": _("配套规定"), "statistics": _("统计"), "time": _("期间计算"),
}  # fmt: skip

RANKS: Final[dict[str, str | Promise]] = {
    "law": _("法律"),
    "administrative-regulation": _("行政法规"),
    "local-regulation": _("地方性法规"),
    "rule": _("规章"),
    "normative-document": _("规范性文件"),
}

BINDINGS: Final[dict[str, str | Promise]] = {
    "default": _("下位规定可以另作规定"),
    "floor": _("下位规定可以更严，不得更宽"),
    "ceiling": _("下位规定可以更宽，不得更严"),
    "exclusive": _("下位规定不得另作规定"),
}

STRENGTHS: Final[dict[str, str | Promise]] = {
    "must": _("应当"),
    "must_not": _("不得"),
    "may": _("可以"),
    "encourage": _("鼓励"),
    "explore": _("探索"),
    "promote": _("推进"),
}

STARTS: Final[dict[str, str | Promise]] = {
    "received": _("自收到之日"), "found": _("自发现之日"), "changed": _("自变化之日"), "completed": _("自完成之日"), "due": _("自原期限届满"),
    "in_force": _("自施行之日"), "ordered": _("自责令之日"), "assessed": _("自评估之日"), "recorded": _("自记录之日"),
    "incident": _("自事件发生"), "emergency_ended": _("自应急状态结束"), "before:completion_acceptance": _("竣工验收前"),
}  # fmt: skip

LEVELS: Final[dict[str, str | Promise]] = {
    "nation": _("国家"),
    "province": _("省级"),
    "city": _("市级"),
    "county": _("县级"),
    "township": _("乡级"),
}

# Times without a number: a text says 及时, and the platform must not make days of it.
QUALITIES: Final[dict[str, str | Promise]] = {
    "timely": _("及时"),
    "immediate": _("立即"),
    "regular": _("定期"),
    "annual": _("每年"),
    "dynamic": _("动态"),
    "real_time": _("实时"),
}

KINDS: Final[dict[str, str | Promise]] = {
    "rule": _("规则"), "deadline": _("期限"), "list": _("清单"), "record": _("记录"), "right": _("权利"), "promotion": _("推进事项"),
    "system": _("制度"),
}  # fmt: skip

CARRYING: Final[dict[str, str | Promise]] = {
    "enforce": _("由系统执行"),
    "track": _("由系统记录、统计"),
    "inform": _("仅作提示"),
}

PARTIES: Final[dict[str, str | Promise]] = {
    "applicant": _("申请方"),
    "provider": _("提供单位"),
    "clock": _("到期自动"),
    "decider": _("决定单位"),
    "opener": _("提出方"),
}


def topic_of(name: str) -> str | Promise:
    """Return the topic of a value's name: 共享 for sharing.reply."""
    return TOPICS.get(name.partition(".")[0], name.partition(".")[0])
