"""The duties of an article, and whether tests prove that the software carries them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from gongshu.law import Law
from gongshu.law import coverage as measuring
from gongshu.law.coverage import Coverage
from gongshu.law.obligations import Obligation, read_obligations

PACKAGE: Final = Path(__file__).resolve().parents[2]
CHECKOUT: Final = PACKAGE.parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One row of obligations.csv with what is known of its proof."""

    row: Obligation
    proven_by: Sequence[str]  # full test ids
    doubt: str  # claimed but not proven: why not

    @property
    def standing(self) -> str:
        """proven | open | told: the last is a duty that the software only tells of."""
        if self.row.enforce not in measuring.COUNTED:
            return "told"
        return "proven" if self.proven_by else "open"


@dataclass(frozen=True, slots=True)
class Record:
    """The obligations of a law folder and what the last test run proved of them."""

    rows: Sequence[Obligation]
    coverage: Coverage

    def duties(self, jurisdiction: str, article: int | None = None) -> list[Duty]:
        """Return the duties of a place by the last part of its path, of one article or of all."""
        place = jurisdiction.rsplit("/", 1)[-1]
        rows = (row for row in self.rows if row.jurisdiction == place and article in (None, row.article))
        found, doubts = self.coverage.rows, self.coverage.claimed
        return [Duty(row=row, proven_by=found.get(row.id, ()), doubt=doubts.get(row.id, "")) for row in rows]

    def measure(self, jurisdiction: str) -> Mapping[str, Mapping[str, int]]:
        """Return how many duties of a place count and how many of them are proven, by kind."""
        return self.coverage.by_jurisdiction.get(jurisdiction.rsplit("/", 1)[-1], {})


def record(law: Law) -> Record:
    """Return the record of the law in use; read again when the proofs have changed."""
    path = proofs_file()
    return _read(law.root, path, path.stat().st_mtime_ns if path.is_file() else 0)


def proofs_file() -> Path:
    """Return where the last test run wrote its proofs: in a checkout at its top, in a wheel in the package."""
    in_checkout = CHECKOUT / "proofs.json"
    return in_checkout if (CHECKOUT / "pyproject.toml").is_file() else PACKAGE / "proofs.json"


@lru_cache(maxsize=4)
def _read(root: Path, path: Path, changed: int) -> Record:
    """`changed` is part of the key. Whether proofs are stale is `gongshu law coverage`'s to say: hashing the source is no work for a page."""
    rows = read_obligations(root)
    return Record(rows, measuring.coverage(rows, measuring.read_proofs(path), None))
