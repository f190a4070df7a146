"""A small stage for tests: three regions, two bodies and their people, without the whole table of divisions."""

from __future__ import annotations

from datetime import UTC, datetime

from gongshu.people import SYSTEM, Actor
from gongshu.people.acting import actor_of_account
from gongshu.people.models import Account, Body, Region
from gongshu.people.services import appoint, grant_duty, open_account

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


def regions() -> None:
    """The nation, Sichuan, Dazhou, its Tongchuan district, a township of that, and a park."""
    rows = [
        ("000000", "中华人民共和国", "nation", None),
        ("510000", "四川省", "province", "000000"),
        ("511700", "达州市", "city", "510000"),
        ("511702", "通川区", "county", "511700"),
        ("511702001", "东城街道", "township", "511702"),
        ("511700-gxq", "达州高新区", "park", "511700"),
    ]
    for code, zh, level, parent in rows:
        Region.objects.create(code=code, zh=zh, level=level, parent_id=parent)


def body(code: str = "511700-jtysj", short: str = "市交通局", region: str = "511700", **said: object) -> Body:
    kind = said.pop("kind", "government_department")
    return Body.objects.create(code=code, zh=short, en=f"Body {code}", short=short, kind=kind, region_id=region, **said)


def person(login: str, where: Body | None, *duties: str, kind: str = "staff", office: str = "") -> Account:
    account = open_account(login, login.title(), kind=kind, body=where, actor=SYSTEM, now=NOW)
    for duty in duties:
        grant_duty(account, duty, actor=SYSTEM, now=NOW)
    if office:
        appoint(account, office, actor=SYSTEM, now=NOW)
    return Account.objects.get(pk=account.pk)


def acting(account: Account, now: datetime = NOW, via: str = "session") -> Actor:
    return actor_of_account(Account.objects.select_related("body").get(pk=account.pk), now, via=via)
