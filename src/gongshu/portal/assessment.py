"""What joins several capabilities in the checklist: taking data without an account, interfaces, pictures, answers in time, papers that prove themselves."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final
from urllib.parse import urlencode

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from gongshu.cases.errors import CaseError
from gongshu.cases.models import Letter
from gongshu.catalogue.checklist import Check, Finding, all_of, register
from gongshu.catalogue.models import IndexedEntry, Resource
from gongshu.catalogue.words import Attribute, ResourceKind, ResourceState
from gongshu.gateway import bundling
from gongshu.grants import access
from gongshu.grants.models import ServingCopy
from gongshu.people.actor import ANYONE
from gongshu.people.permission import Refused
from gongshu.portal.queries.home import in_time

_TRIED: Final = 20  # entries that are really asked for


def _unconditional_tables() -> list[str]:
    hooked = Resource.objects.visible_to(ANYONE).filter(
        state=ResourceState.HOOKED, kind=ResourceKind.TABLE, entry__current__opening=Attribute.UNCONDITIONAL
    )
    return list(hooked.order_by("entry__number").values_list("entry__number", flat=True).distinct())


def _taken(number: str, now: datetime) -> bool:
    try:
        access.direct(ANYONE, number, now)
    except (CaseError, Refused):
        return False
    return True


def _without_account(now: datetime) -> Finding:
    live = IndexedEntry.objects.visible_to(ANYONE).filter(opening=Attribute.UNCONDITIONAL, live=True)
    numbers = list(live.order_by("-published_at").values_list("number", flat=True)[:_TRIED])
    return all_of(sum(_taken(number, now) for number in numbers), len(numbers), reverse("catalogue:search") + "?live=1")


def _interface(now: datetime) -> Finding:
    tables = _unconditional_tables()
    ready = ServingCopy.objects.filter(entry__in=tables, current=True).values("entry").distinct().count()
    return all_of(ready, len(tables), reverse("catalogue:search") + "?opening=unconditional&live=1")


def _documents(now: datetime) -> Finding:
    described = _operations()
    return Finding(met=described > 0, count=described, mend=reverse("api:openapi-json"))


@cache
def _operations() -> int:
    """How many addresses the description names; it never changes while the node runs."""
    described = resolve(reverse("api:openapi-json")).func.keywords["api"].get_openapi_schema()  # type: ignore[attr-defined]
    return len(described["paths"])


def _pictures(now: datetime) -> Finding:
    numbers = _unconditional_tables()[:_TRIED]
    return all_of(sum(_taken(number, now) for number in numbers), len(numbers), reverse("catalogue:search") + "?live=1")


def _bundles(now: datetime) -> Finding:
    """Ask for the newest tables as one ZIP would: each by the right of whoever has no account."""
    numbers = _unconditional_tables()[: bundling.MOST]
    address = f"/data/bundle?{urlencode({'entry': numbers[:3]}, doseq=True)}" if numbers else ""
    return all_of(sum(_taken(number, now) for number in numbers), len(numbers), address)


def _terms(now: datetime) -> Finding:
    kept = in_time(ANYONE)
    return all_of(kept.in_time, kept.answered, reverse("portal:figures"))


def _papers(now: datetime) -> Finding:
    made = Letter.objects.filter(made_at__isnull=False)
    return all_of(made.exclude(digest="").count(), made.count(), reverse("portal:check"))


for check in (
    Check(key="without-account", layer="platform", title=_("无条件开放的数据不登录就能取得"), counted=_("试取的最新数据集中取得的"), find=_without_account, order=5),
    Check(key="bundle", layer="platform", title=_("可以选几个数据集一次打包下载"), counted=_("可以打包的库表"), find=_bundles, order=25),
    Check(key="interface", layer="platform", title=_("每个无条件开放的库表都有取数接口"), counted=_("接口可用的库表"), find=_interface, order=40),
    Check(key="interface-documents", layer="platform", title=_("接口有机器可读的说明"), counted=_("OpenAPI 说明里的接口地址"), find=_documents, order=45),
    Check(key="pictures", layer="platform", title=_("开放的库表可以在网页上预览和绘图"), counted=_("可以预览的库表"), find=_pictures, order=50),
    Check(key="terms", layer="platform", title=_("申请和意见都在期限内办结"), counted=_("按期办结的期限"), find=_terms, order=60),
    Check(key="papers", layer="platform", title=_("出具的文书任何人都能核对真伪"), counted=_("有摘要值可核对的文书"), find=_papers, order=70),
):  # fmt: skip
    register(check)
