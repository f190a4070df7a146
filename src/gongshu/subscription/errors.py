"""What subscriptions refuse.

SubscriptionError (a GrantError)
├── SubscriptionUnfit   where the rows are to go is not described so that they could be handed over; every fault in one list (422)
├── NoSubscription      no subscription of this number that this person may see (404)
├── BatchRunning        a batch is under way (409)
├── NoNode              no exchange node of this number that this person may see (404)
├── NodeUnproven        a request that no enrolled node has signed, now and for the first time (401)
├── NodeSuspended       the node is suspended (403)
└── ReceiptUnfit        a receipt that is not the node's, or says anything else than what was sent (409)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongshu.cases.errors import CaseError
from gongshu.grants.errors import GrantError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was said."""

    field: str
    zh: str
    en: str


GRANT = "grant"  # the cause of a batch that failed because nothing may leave


def said_of(problem: CaseError) -> dict[str, Any]:
    """Return what a batch keeps of a grant that gives nothing now: suspended, over, withheld since."""
    return {
        "cause": GRANT, **problem.because, "remedy_zh": problem.remedy.get("zh", ""), "remedy_en": problem.remedy.get("en", "")
    }  # fmt: skip


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


class NoNode(SubscriptionError):
    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(
            f"没有您单位的交换节点 {number}", f"there is no exchange node {number!r} of your body", shown=number,
            remedy_zh="核对编号", remedy_en="check the number",
        )  # fmt: skip


class NodeUnproven(SubscriptionError):
    status = 401


class NodeSuspended(SubscriptionError):
    status = 403

    def __init__(self, number: str) -> None:
        super().__init__(
            f"交换节点 {number} 已暂停", f"the exchange node {number} is suspended", shown=number,
            remedy_zh="由使用单位恢复", remedy_en="let its body resume it",
        )  # fmt: skip


class ReceiptUnfit(SubscriptionError):
    pass
