"""The statements that make golden records: plain SQL text over the tables of the members, for whichever engine runs it.

Who wins is one number for a row and an order of sources, the lower the better; its lowest byte is the source and the bits above
tell the second, so the smallest such number among the filled cells carries value, source and day of an item at once.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from ..columns import literal, quoted
from .definition import Definition, Item, Member, Prefer
from .keys import KeyFault, normal_sql, valid_sql

KEY = "_key"
_SECONDS = 40  # bits for seconds since 1970
_LAST = 2**_SECONDS - 1
Order = tuple[Prefer, tuple[str, ...]]


def source_column(item: str) -> str:
    """Return the column of a golden record that tells the number of the member an item's value is from."""
    return f"{item}_from"


def day_column(item: str) -> str:
    """Return the column of a golden record that tells as of which day the value is true; null where its source does not say."""
    return f"{item}_day"


def golden_sql(base: Definition, today: date, *, repeating: Collection[str] = ()) -> str:
    """Return the SELECT of one record a valid key: the key, then each item with its source and day.

    `repeating` are members in which a key stands more than once (`repeats_sql`): of these the newest row counts, of equally
    new ones the first in the order of their values, so that a build says the same whenever it runs.
    """
    orders = _orders(base)
    columns, told = [KEY], [KEY]
    for item in base.items:
        place, cell, winner = orders.index(_order(item)), quoted(item.code), quoted("_w_" + item.code)
        filled = f"CASE WHEN {cell} IS NOT NULL THEN _p{place} END"
        columns += [f"min_by({cell}, {filled}) AS {cell}", f"min({filled}) AS {winner}"]
        told += [
            cell,
            f"CAST({winner} % 256 AS SMALLINT) AS {quoted(source_column(item.code))}",
            f"{_day(winner, item.prefer)} AS {quoted(day_column(item.code))}",
        ]
    rows = _stacked(base, today, repeating)
    won = f"SELECT {', '.join(columns)} FROM ({rows}) AS s WHERE {KEY} IS NOT NULL GROUP BY {KEY}"
    # The check digit is looked at once for each key and not for each row.
    return f"SELECT {', '.join(told)} FROM ({won}) AS w WHERE {valid_sql(KEY, base.key, today)}"


def repeats_sql(base: Definition, member: Member) -> str:
    """Return the SELECT of how many keys stand more than once in a member."""
    keys = f"SELECT {normal_sql(quoted(member.key), base.key)} AS k FROM {quoted(member.name)}"
    return f"SELECT count(*) FROM (SELECT k FROM ({keys}) AS r WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1) AS d"


def conflicts_sql(base: Definition, today: date) -> str:
    """Return the SELECT of what sources say differently: key, item, number of the member, its value as text, each once.

    A member that contradicts itself is listed too. Cells without a value contradict nothing.
    """
    differ = [f"min({quoted(each.code)}) <> max({quoted(each.code)})" for each in base.items]
    flags = ", ".join(f"CASE WHEN {sql} THEN 1 ELSE 0 END AS d{place}" for place, sql in enumerate(differ))
    found = f"SELECT {KEY}, {flags} FROM stacked WHERE {KEY} IS NOT NULL GROUP BY {KEY} HAVING count(*) > 1"
    parts = [
        f"SELECT DISTINCT s.{KEY} AS key, {literal(each.code)} AS item, s._m AS member, CAST(s.{quoted(each.code)} AS VARCHAR) AS value "
        f"FROM stacked AS s JOIN differing AS d ON s.{KEY} = d.{KEY} WHERE d.d{place} = 1 AND s.{quoted(each.code)} IS NOT NULL"
        for place, each in enumerate(base.items)
    ]
    return (
        f"WITH stacked AS ({_stacked(base, today, ())}), differing AS ({found}) "
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS c WHERE {valid_sql('key', base.key, today)}"
    )


def aside_sql(base: Definition, today: date) -> str:
    """Return the SELECT of the rows without a valid key: number of the member, the key as it is written, and the fault."""
    parts = []
    for number, member in enumerate(base.members, 1):
        cell = quoted(member.key)
        parts.append(
            f"SELECT {number} AS member, CAST({cell} AS VARCHAR) AS written, {normal_sql(cell, base.key)} AS k FROM {quoted(member.name)}"
        )
    fault = f"CASE WHEN k IS NULL THEN '{KeyFault.EMPTY}' ELSE '{KeyFault.INVALID}' END"
    return (
        f"SELECT member, written, {fault} AS fault FROM ({' UNION ALL '.join(parts)}) AS r "
        f"WHERE k IS NULL OR NOT {valid_sql('k', base.key, today)}"
    )


def _orders(base: Definition) -> list[Order]:
    return list(dict.fromkeys(_order(item) for item in base.items))


def _order(item: Item) -> Order:
    return item.prefer, item.order


def _stacked(base: Definition, today: date, repeating: Collection[str]) -> str:
    orders = _orders(base)
    return " UNION ALL ".join(_rows(base, member, orders, today, member.name in repeating) for member in base.members)


def _rows(base: Definition, member: Member, orders: Sequence[Order], today: date, once: bool) -> str:
    """Return the rows of a member in the shape of the base, with its number and one number of precedence for each order."""
    number = base.number(member.name)
    cells = [
        f"{quoted(member.columns[item.code])} AS {quoted(item.code)}"
        if member.name in item.order
        else f"NULL AS {quoted(item.code)}"
        for item in base.items
    ]
    ranked = [f"{_precedence(each, member, number, today)} AS _p{place}" for place, each in enumerate(orders)]
    parts = ", ".join([f"{normal_sql(quoted(member.key), base.key)} AS {KEY}", f"{number} AS _m", *ranked, *cells])
    rows = f"SELECT {parts} FROM {quoted(member.name)}"
    if not once:
        return rows
    values = ", ".join(
        [
            f"{_seconds(member, today)} DESC",
            *(f"{quoted(c)} NULLS LAST" for c in sorted({member.key, *member.columns.values()})),
        ]
    )
    numbered = f"SELECT {parts}, row_number() OVER (PARTITION BY {normal_sql(quoted(member.key), base.key)} ORDER BY {values}) AS _n"
    names = ", ".join(
        [KEY, "_m", *(f"_p{place}" for place in range(len(orders))), *(quoted(item.code) for item in base.items)]
    )
    return f"SELECT {names} FROM ({numbered} FROM {quoted(member.name)}) AS n WHERE _n = 1"


def _precedence(order: Order, member: Member, number: int, today: date) -> str:
    prefer, names = order
    if member.name not in names:
        return "CAST(NULL AS BIGINT)"
    rank, age = names.index(member.name), f"({_LAST} - {_seconds(member, today)})"
    if prefer is Prefer.NEWEST:
        return f"({age} * 65536 + {rank * 256 + number})"
    return f"({age} * 256 + {(rank << (_SECONDS + 8)) + number})"


def _seconds(member: Member, today: date) -> str:
    """Return the seconds from 1970 to when a row is true; one dated after `today` is taken for undated, or it would win forever."""
    if not member.as_of:
        return "CAST(0 AS BIGINT)"
    at, after = quoted(member.as_of), today + timedelta(days=1)
    bounds = f"{at} >= DATE '1970-01-01' AND {at} < DATE '{after.isoformat()}'"
    return f"CASE WHEN {bounds} THEN CAST(epoch({at}) AS BIGINT) ELSE CAST(0 AS BIGINT) END"


def _day(winner: str, prefer: Prefer) -> str:
    age = f"({winner} // 65536)" if prefer is Prefer.NEWEST else f"({winner} // 256 % {2**_SECONDS})"
    days = f"CAST(({_LAST} - {age}) // 86400 AS INTEGER)"
    return f"CASE WHEN {days} > 0 THEN DATE '1970-01-01' + {days} END"
