"""The places that a visitor can go to from every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named page in a menu."""

    name: str  # of the address, "cases:inbox"
    title: str | Promise
    icon: str  # a drawing of static/icons.svg
    duties: frozenset[str] = frozenset()  # one of them shows the place; none: everybody
    count: str = ""  # name in the page's context of a number to show beside it
    also: tuple[str, ...] = ()  # further addresses of the same place, shown as tabs there
    group: str | Promise = ""  # what the places have in common that stand under this heading


# Duties by their keys: this layer lies below the one that knows them.
_BODY = frozenset({"handle", "steward", "officer", "section_head", "leader", "chief_data_officer"})
_STAFF = _BODY | {"engineer", "auditor", "system_admin", "security_admin", "audit_admin"}
_ANSWERS, _KEEPS = frozenset({"officer", "section_head", "leader"}), frozenset({"steward", "chief_data_officer"})
_AUDITS = frozenset({"auditor", "audit_admin"})
_APPLIES = _BODY | {"applicant"}


def _group(title: str | Promise, *places: Place) -> tuple[Place, ...]:
    return tuple(replace(place, group=title) for place in places)


MENUS: Final[dict[str, tuple[Place, ...]]] = {
    "public": (
        Place(name="portal:home", title=_("首页"), icon="home"),
        Place(name="catalogue:search", title=_("数据目录"), icon="catalogue"),
        Place(name="catalogue:lists", title=_("清单"), icon="table"),
        Place(name="opening:priorities", title=_("重点领域"), icon="globe"),
        Place(name="participation:questions", title=_("互动"), icon="info", also=("/demands", "/oversight/notices")),
        Place(name="portal:figures", title=_("数据统计"), icon="chart"),
        Place(name="portal:law", title=_("法规"), icon="law"),
        Place(name="portal:receipt", title=_("办件查询"), icon="receipt"),
        Place(name="portal:proof", title=_("存证验证"), icon="proof"),
    ),
    "console": (
        Place(name="portal:desk", title=_("工作台"), icon="home"),
        Place(name="cases:inbox", title=_("收件箱"), icon="inbox", count="inbox_waiting", duties=_APPLIES),
        Place(name="cases:list", title=_("办件"), icon="receipt", duties=_APPLIES | _AUDITS),
        Place(name="participation:mine", title=_("我的收藏"), icon="bell", duties=_APPLIES),
        *_group(
            _("目录与清单"),
            Place(name="catalogue:list", title=_("目录"), icon="catalogue", duties=_BODY | _AUDITS),
            Place(
                name="catalogue:steward",
                title=_("数据专员"),
                icon="table",
                duties=_KEEPS,
                also=("/catalogue/workbench",),
            ),
            Place(name="catalogue:review", title=_("审核台"), icon="review", duties=_ANSWERS),
            Place(name="catalogue:imports", title=_("导入目录"), icon="upload", duties=_ANSWERS | _KEEPS),
            Place(name="catalogue:lists", title=_("清单"), icon="receipt", duties=_BODY | _AUDITS),
            Place(
                name="registers:lists",
                title=_("职责与系统"),
                icon="link",
                duties=_BODY | _AUDITS,
                also=("/systems", "/entrusted"),
            ),
            Place(name="census:rounds", title=_("普查"), icon="check", duties=_APPLIES | _AUDITS),
            Place(name="standards:norms", title=_("数据标准"), icon="check", duties=_BODY | {"engineer"} | _AUDITS),
            Place(
                name="classification:desk",
                title=_("定级与评估"),
                icon="lock",
                duties=_BODY | _AUDITS,
                also=("/important-data", "/classification/new"),
            ),
        ),
        *_group(
            _("数据归集"),
            Place(
                name="collection:list",
                title=_("投送"),
                icon="upload",
                duties=_BODY | {"engineer"} | _AUDITS,
                also=("/sources",),
            ),
            Place(name="bases:list", title=_("基础库和主题库"), icon="catalogue", duties=_BODY | _AUDITS),
            Place(name="quality:overview", title=_("数据质量"), icon="chart", duties=_BODY | {"engineer"} | _AUDITS),
            Place(name="interfaces:overview", title=_("接口运行"), icon="link", duties=_KEEPS | {"engineer"} | _AUDITS),
            Place(name="projects:register", title=_("项目与采购"), icon="table", duties=_BODY | _AUDITS),
        ),
        *_group(
            _("共享与开放"),
            Place(name="demand:demands", title=_("数据需求"), icon="inbox", duties=_BODY | _AUDITS),
            Place(name="grants:list", title=_("数据使用授权"), icon="key", duties=_APPLIES | _AUDITS),
            Place(name="subscription:nodes", title=_("交换节点"), icon="link", duties=_APPLIES),
            Place(name="portal:flows", title=_("数据流向"), icon="link", duties=_BODY | _AUDITS),
            Place(name="oneform:forms", title=_("一表通"), icon="edit", duties=_BODY | _AUDITS),
            Place(name="opening:plan-newest", title=_("开放计划"), icon="globe", duties=_BODY | _AUDITS),
            Place(name="participation:moderation", title=_("内容审核"), icon="review", duties=_ANSWERS),
            Place(name="oversight:credit", title=_("信用记录"), icon="proof", duties=_APPLIES | _AUDITS),
        ),
        *_group(
            _("单位与系统"),
            Place(name="portal:body", title=_("本单位"), icon="body", duties=_STAFF),
            Place(name="people:people", title=_("人员"), icon="user", duties=_STAFF),
            Place(
                name="people:bodies",
                title=_("单位名录"),
                icon="globe",
                duties=frozenset({"system_admin", "security_admin"}) | _AUDITS,
            ),
            Place(
                name="portal:jobs", title=_("后台任务"), icon="clock", duties=frozenset({"system_admin", "engineer"})
            ),
            Place(name="portal:law", title=_("法规"), icon="law"),
        ),
    ),
    "account": (
        Place(name="people:account", title=_("账号"), icon="user"),
        Place(name="account_change_password", title=_("密码"), icon="key"),
        Place(name="mfa_index", title=_("两步验证"), icon="proof"),
        Place(name="usersessions_list", title=_("登录会话"), icon="globe"),
        Place(name="socialaccount_connections", title=_("统一身份认证"), icon="link"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place as the template draws it."""

    place: Place
    address: str
    here: bool
    count: int | None


def places(menu: str, path: str, duties: frozenset[str], known: Callable[[str], Any]) -> list[Link]:
    """Return the places of a menu for a person with these duties; the one with the longest fitting address is where we are."""
    found = [(place, _address(place)) for place in MENUS[menu] if not place.duties or place.duties & duties]
    there = [(place, address) for place, address in found if address]
    inside = [(address, each) for place, address in there for each in (address, *place.also) if _inside(path, each)]
    here = max(inside, key=lambda found: len(found[1]), default=("", ""))[0]
    return [
        Link(place=place, address=address, here=address == here, count=known(place.count) if place.count else None)
        for place, address in there
    ]


def _address(place: Place) -> str:
    """A node without a capability has no page for it, and then no link to it."""
    try:
        return reverse(place.name)
    except NoReverseMatch:
        return ""


def _inside(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address.rstrip("/") + "/"))
