"""Whether a delivery may be published at once or waits for a steward. Pure."""

from __future__ import annotations

from dataclasses import dataclass

SHRINK = 0.5  # a replacement that keeps less than this share of the rows is more likely a mistake than news


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is known of a delivery when its files are written."""

    mode: str  # replace, append or upsert
    read: int  # rows of the delivered file
    rejected: int  # of these, in quarantine
    before: int  # rows published until now
    after: int  # rows of the snapshot that it would publish


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason to wait, with its figures in words."""

    code: str  # share or shrink
    zh: str
    en: str

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "zh": self.zh, "en": self.en}


def reasons_to_wait(counted: Counted, limit: float) -> list[Reason]:
    """Return why a steward has to look first; empty: it is published.

    `limit` is the largest share of rejected rows, 0 to 1, at which an entry is still published. A replacement must not
    leave fewer than half of the rows.
    """
    found = []
    share = counted.rejected / counted.read if counted.read else 0.0
    if share > limit:
        found.append(_share(counted, share, limit))
    if counted.mode == "replace" and counted.after < counted.before * SHRINK:
        found.append(_shrink(counted))
    return found


def _share(counted: Counted, share: float, limit: float) -> Reason:
    return Reason(
        code="share",
        zh=f"{counted.read} 条记录中有 {counted.rejected} 条不合格（{share:.1%}），超过本目录允许的 {limit:.1%}",
        en=f"{counted.rejected} of {counted.read} records were rejected ({share:.1%}); this entry allows {limit:.1%}",
    )


def _shrink(counted: Counted) -> Reason:
    return Reason(
        code="shrink",
        zh=f"全量替换后只剩 {counted.after} 条，不到现有 {counted.before} 条的一半",
        en=f"the replacement leaves {counted.after} of {counted.before} records, which is less than half",
    )
