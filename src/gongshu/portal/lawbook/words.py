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
    "rule": _("规则"), "deadline": _("期限规定"), "list": _("清单"), "record": _("记录"), "right": _("权利"), "promotion": _("推进事项"),
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

# What a body or a party does in procedures, by the key of roles.yaml.
FUNCTIONS: Final[dict[str, str | Promise]] = {
    "catalogue.reviewer": _("审核本单位目录"), "catalogue.level_reviewer": _("审核本级目录"), "resource.reviewer": _("审核资源挂接"),
    "sharing.decider": _("答复共享申请"), "federation.decider": _("答复跨层级跨区域共享申请"), "opening.decider": _("答复开放申请"),
    "operation.decider": _("决定授权运营"), "registration.decider": _("决定登记"), "check.decider": _("答复校核申请"),
    "doubt.decider": _("答复疑义反馈"), "objection.decider": _("处理开放异议"), "misuse.decider": _("处置违规使用"),
    "attribute.mediator": _("协调属性争议"), "attribute.decider": _("决定属性争议"), "verification.answerer": _("核实比对"),
    "quality.checker": _("检查数据质量"), "report.decider": _("答复错漏反映"), "demand.sharing_decider": _("对接共享需求"), "demand.opening_decider": _("对接开放需求"), "census.conductor": _("组织数据资源普查"), "standards.issuer": _("发布数据标准"), "catalogue.specifier": _("制定目录编制规范"), "classification.rules_author": _("制定分类分级规则"), "classification.important_author": _("编制重要数据目录"), "classification.important_consulted": _("会同编制重要数据目录"), "catalogue.measures_author": _("制定目录管理具体办法"), "projects.reviewer": _("审核信息化项目"), "procurement.manager": _("统筹数据采购"), "procurement.payer": _("拨付采购资金"), "participation.moderator": _("审核公众提交的内容"), "supervisor": _("监督检查"), "applicant": _("提出申请"), "provider": _("提供数据"),
}  # fmt: skip

# To whom or to what a value applies, where its text narrows it.
COVERS: Final[dict[str, str | Promise]] = {
    "conditional": _("有条件共享或者开放的数据"), "unconditional": _("无条件共享或者开放的数据"), "personal_information": _("个人信息"),
    "sensitive_personal_information": _("敏感个人信息"), "important_data": _("重要数据"), "core_data": _("核心数据"),
    "fiscally_funded": _("财政资金保障的项目"), "fiscally_funded_public_body": _("财政资金保障的单位"),
    "fiscally_funded_public_service_organisation": _("财政资金保障的公共服务组织"), "aggregated_data": _("归集的数据"),
    "non_public": _("非公共数据"), "non_public_data_products_bought_with_fiscal_funds": _("财政资金采购的非公共数据产品"),
    "products_from_authorised_operation": _("授权运营形成的产品"), "endangers_national_security": _("危害国家安全的"),
    "endangers_public_interest": _("危害公共利益的"), "personal_information_related": _("涉及个人信息的"),
    "personal_information_from_emergency_response": _("应急处置中收集的个人信息"), "public_body": _("公共管理和服务机构"),
    "government_department": _("政务部门"), "public_service_organisation": _("公共服务组织"), "authorised_operator": _("授权运营单位"),
    "city_government": _("市级人民政府"), "county_government": _("县级人民政府"), "enterprise": _("企业"),
    "free_trade_zone": _("自由贸易试验区"), "government": _("人民政府"), "department_of_government": _("政府部门"),
    "public_welfare_institution": _("公益事业单位"), "public_service_enterprise": _("公用企业"),
    "network_platform_provider": _("网络平台服务提供者"), "their_staff": _("其工作人员"), "state_organ": _("国家机关"),
    "authorised_organisation": _("法律法规授权的组织"), "public_institution_with_public_functions": _("具有公共管理职能的事业单位"),
    "trading_venue": _("交易场所"),
}  # fmt: skip


def topic_of(name: str) -> str | Promise:
    """Return the topic of a value's name: 共享 for sharing.reply."""
    return TOPICS.get(name.partition(".")[0], name.partition(".")[0])
