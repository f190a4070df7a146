"""What somebody says with a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Reason and basis in words, facts by the keys of facts.yaml, terms for the effect, papers by their numbers."""

    reason: str = ""
    basis: str = ""  # law and article in words: the fact `legal_basis`
    facts: Mapping[str, Any] = field(default_factory=dict)
    terms: Mapping[str, Any] = field(default_factory=dict)  # rows, items, masking, until: the form of the effect
    attachments: tuple[int, ...] = ()
    seen: int | None = None  # the version of the case that this person had before them; None: whatever it is now

    def given(self) -> dict[str, Any]:
        """Return all that was said, by fact; empty texts say nothing."""
        said = {**self.terms, **self.facts}
        said |= {"reason": self.reason} if self.reason.strip() else {}
        said |= {"legal_basis": self.basis, "basis": self.basis} if self.basis.strip() else {}
        return {key: value for key, value in said.items() if value not in (None, "", [], {})}

    def as_json(self) -> dict[str, Any]:
        said = {"reason": self.reason, "basis": self.basis, "facts": dict(self.facts), "terms": dict(self.terms)}
        return {**said, "attachments": list(self.attachments)}


NOTHING = Statement()


def stated(kept: Mapping[str, Any]) -> Statement:
    """Return the statement that was kept as JSON."""
    return Statement(
        reason=str(kept.get("reason", "")),
        basis=str(kept.get("basis", "")),
        facts=kept.get("facts") or {},
        terms=kept.get("terms") or {},
        attachments=tuple(kept.get("attachments") or ()),
    )
