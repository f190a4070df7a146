"""Small cells (小单元): whether rows without a name can still be told apart by what is left in them.

Rows that agree in all quasi-identifiers form a group. Counted are groups and rows; no value of the data leaves here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .columns import quoted
from .engine import Engine, Ref
from .errors import ColumnUnknown
from .mask import Mask, mask_sql

if TYPE_CHECKING:
    from .tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Diversity:
    """How various one sensitive item is within the groups (l-diversity); an empty value counts as one value."""

    least: int  # distinct values in the least various group; 0: there are no rows
    poor_groups: int  # groups with fewer distinct values than asked for
    poor_rows: int  # rows in them


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallCells:
    """What one look at a snapshot found."""

    k: int  # rows that a group needs at least
    variety: int  # distinct values of a sensitive item that a group needs at least: the l of l-diversity
    rows: int
    groups: int
    small_groups: int  # of fewer than k rows
    small_rows: int  # rows in them
    unique_rows: int  # rows that are alone in their group
    sizes: Mapping[int, int] = field(
        default_factory=dict
    )  # size below k → groups of that size; sizes without a group are left out
    diversity: Mapping[str, Diversity] = field(default_factory=dict)  # code of a sensitive item → its diversity
    filled: Mapping[str, int] = field(
        default_factory=dict
    )  # code of an item that should be empty → rows that hold a value

    @property
    def unique_share(self) -> float:
        """Rows that are alone in their group, 0 to 1."""
        return self.unique_rows / self.rows if self.rows else 0.0

    @property
    def passes(self) -> bool:
        """Whether no group is small, every sensitive item is various enough, and what should be empty is."""
        poor = any(each.poor_groups for each in self.diversity.values())
        return not (self.small_groups or poor or any(self.filled.values()))


def small_cells(
    engine: Engine, tables: Tables, ref: Ref, quasi: Sequence[str], *, sensitive: Sequence[str] = (), empty: Sequence[str] = (),
    masks: Mapping[str, Mask] | None = None, k: int, variety: int = 1,
) -> SmallCells:  # fmt: skip
    """Return the groups of a snapshot by its quasi-identifiers, in one scan.

    Items are taken as they leave: `masks` are laid over them first. `empty` are items that should hold nothing; one that
    the snapshot does not have at all holds nothing. Without quasi-identifiers all rows are one group. Raises: ColumnUnknown.
    """
    masks, columns = masks or {}, [column.code for column in tables.columns(ref.entry, ref.snapshot_id)]
    for code in (*quasi, *sensitive):
        if code not in columns:
            raise ColumnUnknown(
                f"there is no column {code!r}; the snapshot has {', '.join(columns)}",
                f"没有列 {code}；快照的列有 {'、'.join(columns)}",
            )
    held = [code for code in empty if code in columns]
    sql, parameters = _statement(quasi, sensitive, held, masks, k, variety)
    row = [int(cell or 0) for cell in engine.query(sql, {"t": ref}, parameters).rows[0]]
    totals, sizes, rest = row[:5], row[5 : 5 + k - 1], row[5 + k - 1 :]
    of_items, filled = rest[: 3 * len(sensitive)], rest[3 * len(sensitive) :]
    return SmallCells(
        k=k, variety=variety, rows=totals[0], groups=totals[1], small_groups=totals[2], small_rows=totals[3], unique_rows=totals[4],
        sizes={size: groups for size, groups in enumerate(sizes, 1) if groups},
        diversity={code: Diversity(least=of_items[3 * i], poor_groups=of_items[3 * i + 1], poor_rows=of_items[3 * i + 2]) for i, code in enumerate(sensitive)},
        filled={code: filled[held.index(code)] if code in held else 0 for code in empty},
    )  # fmt: skip


def _statement(
    quasi: Sequence[str],
    sensitive: Sequence[str],
    empty: Sequence[str],
    masks: Mapping[str, Mask],
    k: int,
    variety: int,
) -> tuple[str, list[Any]]:
    """Groups inside, sums over them outside: the table is read once, and only the groups are kept in memory."""
    inner, outer = (
        ["count(*) AS n"],
        ["sum(n)", "count(*)", "count(*) FILTER (n < ?)", "sum(n) FILTER (n < ?)", "count(*) FILTER (n = 1)"],
    )
    parameters: list[Any] = [k, k]
    for size in range(1, k):
        outer.append("count(*) FILTER (n = ?)")
        parameters.append(size)
    for place, code in enumerate(sensitive):
        cell = mask_sql(masks.get(code, Mask.NONE), quoted(code))
        inner.append(f"count(DISTINCT {cell}) + (count(*) > count({cell}))::INTEGER AS d{place}")
        outer += [f"min(d{place})", f"count(*) FILTER (d{place} < ?)", f"sum(n) FILTER (d{place} < ?)"]
        parameters += [variety, variety]
    for place, code in enumerate(empty):
        inner.append(f"count({quoted(code)}) AS f{place}")
        outer.append(f"sum(f{place})")
    keys = ", ".join(mask_sql(masks.get(code, Mask.NONE), quoted(code)) for code in quasi)
    grouped = f"GROUP BY {keys}" if keys else "HAVING count(*) > 0"
    return f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} FROM t {grouped})", parameters
