"""What subscriptions refuse.

SubscriptionError (a GrantError)
├── SubscriptionUnfit   where the rows are to go is not described so that they could be handed over; every fault in one list (422)
├── NoSubscription      no subscription of this number that this person may see (404)
└── BatchRunning        a batch is under way (409)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongshu.grants.errors import GrantError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was said."""

    field: str
    zh: str
    en: str


class SubscriptionError(GrantError):
    pass


class SubscriptionUnfit(SubscriptionError):
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        zh, en = "；".join(f"{each.field}：{each.zh}" for each in faults), "; ".join(f"{each.field}: {each.en}" for each in faults)  # fmt: skip
        super().__init__(
            f"订阅有 {len(faults)} 处问题：{zh}", f"{len(faults)} problems with the subscription: {en}",
            shown=", ".join(dict.fromkeys(each.field for each in faults)), remedy_zh="逐项改正后重新提交", remedy_en="correct each and send it again",
        )  # fmt: skip


class NoSubscription(SubscriptionError):
    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(
            f"没有您可以查看的订阅 {number}", f"there is no subscription {number!r} that you may see", shown=number,
            remedy_zh="核对编号", remedy_en="check the number",
        )  # fmt: skip


class BatchRunning(SubscriptionError):
    pass
