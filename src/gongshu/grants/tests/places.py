"""The law of a place on a day on which it holds, and what the pure rules are asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from gongshu.grants.offers import Offer, OfferedItem, Receiver
from gongshu.grants.terms import Drafting
from gongshu.law import load

PLACES = ("cn/sichuan/dazhou", "cn/sichuan/chengdu", "cn/jiangsu", "cn/shanxi/taiyuan", "cn/hunan")
DAY = date(2025, 9, 29)
OFFER = Offer(
    number="511700-0042",
    title="不动产登记信息",
    provider="511700-zrzyj",
    sharing="conditional",
    opening="conditional",
    items=(
        OfferedItem(code="unit_no", name="不动产单元号", key=True),
        OfferedItem(code="area", name="面积", type="decimal"),
        OfferedItem(code="owner", name="权利人", level="general-3", personal="name"),
        OfferedItem(code="owner_id", name="证件号", level="general-3", personal="id_number"),
        OfferedItem(code="health", name="健康状况", level="general-4", personal="other"),
    ),
    withheld_under="测绘法 第三十条",
)
CITIZEN = Receiver(kind="citizen", name="林小雨")
COMPANY = Receiver(kind="company", name="数通科技有限公司")


def law(place: str = "cn/sichuan/dazhou") -> Any:
    """The terms of a place; a draft is read as if it were in force."""
    return load(None).terms(place, DAY, as_if_in_force=True)


def body(place: str = "cn/sichuan/dazhou") -> Receiver:
    """A body of the first kind that the place lets take part in sharing."""
    kinds = law(place).value("sharing.parties") or ("government_department",)
    return Receiver(kind="public-body", name="交通局", code="jtj", body_kind=kinds[0])


def offer(**changed: Any) -> Offer:
    return replace(OFFER, **changed)


def drafting(
    place: str = "cn/sichuan/dazhou",
    *,
    said: dict[str, Any] | None = None,
    receiver: Receiver | None = None,
    **applied: Any,
) -> Drafting:
    return Drafting(
        offer=applied.pop("offer", OFFER), receiver=receiver or body(place), applied={"purpose": "公交线路优化", **applied}, said=said or {},
        law=law(place), today=DAY,
    )  # fmt: skip
