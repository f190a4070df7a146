"""What an API token may be limited to: the rights of one part of the platform, or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongshu.people.permission import rights

ALL = "*"
_AREAS: Mapping[str, Any] = {
    "audit": _("审计"), "bases": _("基础库和主题库"), "body": _("本单位"), "cases": _("办件"), "catalogue": _("目录"), "census": _("普查"), "classification": _("分类分级"),
    "collection": _("数据上报"), "demand": _("需求"), "exchange": _("目录交换"), "grants": _("数据使用授权"), "interfaces": _("接口"), "jobs": _("后台任务"),
    "oneform": _("一表通"), "opening": _("开放准备"), "oversight": _("监督"), "participation": _("互动"), "people": _("人员和单位"), "procurement": _("数据采购"),
    "projects": _("信息化项目"), "quality": _("数据质量"), "registers": _("职责与系统"), "standards": _("数据标准"), "subscription": _("订阅"),
}  # fmt: skip


def choices() -> list[tuple[str, Any]]:
    """Return what a form offers: everything, or one part after another that declares rights."""
    # A right without a point is a duty itself, such as that of an auditor: nobody hands a duty to a program.
    areas = sorted({right.split(".")[0] for right in rights() if "." in right})
    return [(ALL, _("本人全部权限")), *((f"{area}.*", words(f"{area}.*")) for area in areas)]


def words(scope: str) -> Any:
    """Return a scope as a page names it; what has no name of its own is shown as it is."""
    return _("本人全部权限") if scope == ALL else _AREAS.get(scope.removesuffix(".*"), scope)


def named(scopes: Sequence[str]) -> str:
    return "、".join(str(words(scope)) for scope in scopes)
