"""The words, drawing and tone of every status that a page shows; colour never carries the meaning alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Status:
    """How one status is shown."""

    words: str | Promise
    tone: str  # good, wait, warn, bad, idle: a class of gongshu.css
    icon: str  # a drawing of static/icons.svg


_GOOD, _WAIT, _WARN, _BAD, _IDLE = "good", "wait", "warn", "bad", "idle"

# A key with a dot belongs to one kind: a law's draft is 草案, an entry's is 草稿.
STATUSES: Final[dict[str, Status]] = {
    # Entries, resources, snapshots.
    "draft": Status(_("草稿"), _IDLE, "edit"),
    "in_review": Status(_("审核中"), _WAIT, "review"),
    "published": Status(_("已发布"), _GOOD, "check"),
    "withdrawn": Status(_("已撤回"), _IDLE, "arrow-left"),
    "empty": Status(_("空目录"), _WARN, "alert"),
    "hooked": Status(_("已挂接"), _GOOD, "link"),
    "quarantined": Status(_("待处理"), _WARN, "alert"),
    # Attributes.
    "unconditional": Status(_("无条件"), _GOOD, "open"),
    "conditional": Status(_("有条件"), _WAIT, "key"),
    "withheld": Status(_("不予"), _BAD, "lock"),
    "sharing.unconditional": Status(_("无条件共享"), _GOOD, "open"),
    "sharing.conditional": Status(_("有条件共享"), _WAIT, "key"),
    "sharing.withheld": Status(_("不予共享"), _BAD, "lock"),
    "opening.unconditional": Status(_("无条件开放"), _GOOD, "open"),
    "opening.conditional": Status(_("有条件开放"), _WAIT, "key"),
    "opening.withheld": Status(_("不予开放"), _BAD, "lock"),
    # Cases.
    "submitted": Status(_("待办理"), _WAIT, "inbox"),
    "incomplete": Status(_("待补正"), _WARN, "edit"),
    "consulting": Status(_("征求意见中"), _WAIT, "clock"),
    "answered": Status(_("已答复"), _GOOD, "check"),
    "approved": Status(_("已通过"), _GOOD, "check"),
    "granted": Status(_("已同意"), _GOOD, "check"),
    "refused": Status(_("不同意"), _BAD, "cross"),
    "returned": Status(_("已退回"), _WARN, "arrow-left"),
    "transferred": Status(_("已转办"), _IDLE, "arrow-right"),
    "closed": Status(_("已办结"), _IDLE, "check"),
    # Grants, tokens, accounts.
    "live": Status(_("有效"), _GOOD, "check"),
    "suspended": Status(_("已暂停"), _WARN, "pause"),
    "ended": Status(_("已终止"), _IDLE, "cross"),
    "expired": Status(_("已到期"), _IDLE, "clock"),
    # Law.
    "in_force": Status(_("现行有效"), _GOOD, "check"),
    "law.draft": Status(_("草案"), _WARN, "edit"),
    "lapsed": Status(_("已失效"), _IDLE, "clock"),
    "replaced": Status(_("已被替代"), _IDLE, "arrow-right"),
    "verified": Status(_("已核对"), _GOOD, "check"),
    "unverified": Status(_("未核对"), _WARN, "alert"),
    "promise": Status(_("本节点服务承诺"), _WAIT, "info"),
    "provisional": Status(_("暂定"), _WARN, "alert"),
    # Jobs, clocks, proofs.
    "met": Status(_("按期"), _GOOD, "check"),
    "missed": Status(_("逾期"), _BAD, "alert"),
    "running": Status(_("进行中"), _WAIT, "clock"),
    "failed": Status(_("失败"), _BAD, "alert"),
    "sealed": Status(_("已存证"), _GOOD, "proof"),
    "pending": Status(_("待存证"), _WAIT, "clock"),
}


def of(value: str, kind: str = "") -> Status:
    """Return how a status is shown; one that is not in the table shows its own name, so that nothing stays hidden."""
    return STATUSES.get(f"{kind}.{value}") or STATUSES.get(value) or Status(value, _IDLE, "info")
