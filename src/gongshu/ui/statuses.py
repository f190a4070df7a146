"""The words, drawing and tone of every status that a page shows; colour never carries the meaning alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu import law
from gongshu.ui.words import chosen


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
    # Grants, tokens, accounts.
    "live": Status(_("有效"), _GOOD, "check"),
    "suspended": Status(_("已暂停"), _WARN, "pause"),
    "ended": Status(_("已终止"), _IDLE, "cross"),
    "expired": Status(_("已到期"), _IDLE, "clock"),
    "unused": Status(_("长期未用"), _WARN, "clock"),
    # Interfaces of sources.
    "reachable": Status(_("可以连接"), _GOOD, "check"),
    "unreachable": Status(_("连接不上"), _BAD, "alert"),
    # Law.
    "in_force": Status(_("现行有效"), _GOOD, "check"),
    "law.draft": Status(_("草案"), _WARN, "edit"),
    "lapsed": Status(_("已失效"), _IDLE, "clock"),
    "replaced": Status(_("已被替代"), _IDLE, "arrow-right"),
    "verified": Status(_("已核对"), _GOOD, "check"),
    "unverified": Status(_("未核对"), _WARN, "alert"),
    "promise": Status(_("本节点服务承诺"), _WAIT, "info"),
    "provisional": Status(_("暂定"), _WARN, "alert"),
    # Demands.
    "demand.open": Status(_("对接中"), _WAIT, "inbox"),
    "demand.promised": Status(_("已承诺"), _WAIT, "clock"),
    "demand.overdue": Status(_("承诺逾期"), _BAD, "alert"),
    "demand.delivered": Status(_("待确认"), _WARN, "upload"),
    "demand.closed": Status(_("已销号"), _GOOD, "check"),
    "demand.declined": Status(_("不能满足"), _IDLE, "cross"),
    "demand.merged": Status(_("已合并"), _IDLE, "arrow-right"),
    # Jobs, clocks, proofs.
    "met": Status(_("按期"), _GOOD, "check"),
    "missed": Status(_("逾期"), _BAD, "alert"),
    "running": Status(_("进行中"), _WAIT, "clock"),
    "failed": Status(_("失败"), _BAD, "alert"),
    "sealed": Status(_("已存证"), _GOOD, "proof"),
    "pending": Status(_("待存证"), _WAIT, "clock"),
}


# States of cases: the words are the law's own (jurisdictions/cn/procedures/words.yaml, or the procedure's), the look is ours.
CASES: Final[dict[str, tuple[str, str]]] = {
    "submitted": (_WAIT, "inbox"),
    "asked": (_WAIT, "inbox"),
    "due": (_WAIT, "inbox"),
    "consulting": (_WAIT, "clock"),
    "mediating": (_WAIT, "clock"),
    "deciding": (_WAIT, "clock"),
    "noticed": (_WAIT, "info"),
    "assigned": (_WAIT, "inbox"),
    "promised": (_WAIT, "clock"),
    "delivered": (_WARN, "upload"),
    "merged": (_IDLE, "arrow-right"),
    "directed": (_GOOD, "check"),
    "confirmed": (_GOOD, "check"),
    "completing": (_WARN, "edit"),
    "correcting": (_WARN, "edit"),
    "rectifying": (_WARN, "edit"),
    "checking": (_WAIT, "inbox"),
    "held": (_WARN, "pause"),
    "uncorrected": (_BAD, "alert"),
    "rejected": (_WARN, "arrow-left"),
    "suspended": (_WARN, "pause"),
    "granted": (_GOOD, "check"),
    "approved": (_GOOD, "check"),
    "agreed": (_GOOD, "check"),
    "answered": (_GOOD, "check"),
    "reviewed": (_GOOD, "check"),
    "upheld": (_GOOD, "check"),
    "mended": (_GOOD, "check"),
    "rectified": (_GOOD, "check"),
    "updated": (_GOOD, "check"),
    "corrected": (_GOOD, "check"),
    "shown": (_GOOD, "check"),
    "hidden": (_IDLE, "cross"),
    "restored": (_GOOD, "check"),
    "reported": (_GOOD, "check"),
    "refused": (_BAD, "cross"),
    "disagreed": (_BAD, "cross"),
    "dismissed": (_IDLE, "cross"),
    "moot": (_IDLE, "check"),
    "planned": (_WAIT, "clock"),
    "funded": (_WAIT, "clock"),
    "building": (_WAIT, "clock"),
    "integrating": (_WAIT, "clock"),
    "contracted": (_WAIT, "clock"),
    "documented": (_WAIT, "inbox"),
    "accepted": (_GOOD, "check"),
    "integrated": (_GOOD, "check"),
    "admitted": (_GOOD, "check"),
    "denied": (_IDLE, "cross"),
    "removed": (_IDLE, "arrow-left"),
    "issued": (_GOOD, "check"),
    "heard": (_WAIT, "inbox"),
    "abolished": (_IDLE, "cross"),
    "paid": (_GOOD, "check"),
    "stopped": (_IDLE, "cross"),
    "kept": (_IDLE, "check"),
    "settled": (_IDLE, "check"),
    "divided": (_IDLE, "arrow-right"),
    "withdrawn": (_IDLE, "arrow-left"),
    "closed": (_IDLE, "cross"),
    "ended": (_IDLE, "cross"),
    "expired": (_IDLE, "clock"),
}


def of(value: str, kind: str = "") -> Status:
    """Return how a status is shown; one that is in no table shows its own name, so that nothing stays hidden."""
    known = STATUSES.get(f"{kind}.{value}") or (STATUSES.get(value) if kind != "case" else None)
    if known is not None:
        return known
    return Status(_words_of_the_law(value), *CASES.get(value, (_IDLE, "info")))


def _words_of_the_law(state: str) -> str:
    return chosen(law.load(settings.GONGSHU.laws).words.get("states", {}).get(state)) or state
