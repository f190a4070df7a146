"""The statements that make golden records: plain SQL text over the tables of the members, for whichever engine runs it.

The members are joined by their key, so that nothing is sorted or gathered: what an item is and whose it is can be read off a joined
row. A join pairs every row of a key with every other, so a member in which keys stand more than once is reduced to one row a key.
"""

from collections.abc import Collection
from datetime import date, timedelta

from ..columns import literal, quoted
from .definition import Definition, Item, Member, Prefer
from .keys import KeyFault, normal_sql, prepared_sql, valid_sql

KEY = "_key"
_LAST = 2**40 - 1  # no row is true as of more seconds since 1970


def source_column(item: str) -> str:
    """Return the column of a golden record that tells the number of the member an item's value is from."""
    return f"{item}_from"


def day_column(number: int) -> str:
    """Return the column of a golden record that tells as of which day a member's row is true; null where it does not say.

    The day of an item is the day of the member that it is from.
    """
    return f"_day_{number}"


def golden_sql(base: Definition, today: date, *, repeating: Collection[str]) -> str:
    """Return the SELECT of one record a valid key: the key, each item with its source, the day of each source.

    `repeating` must name every member in which a key stands more than once (`repeats_sql` tells): of its rows the newest counts,
    of equally new ones the first in the order of their values, so that a build says the same whenever it runs. A member left out
    by mistake yields a key more than once.
    """
    keys = [f"m{number}._k" for number in range(1, len(base.members) + 1)]
    tables = f"({_rows(base, base.members[0], today, base.members[0].name in repeating)}) AS m1"
    for number, member in enumerate(base.members[1:], 2):
        rows = _rows(base, member, today, member.name in repeating)
        tables += f" FULL JOIN ({rows}) AS m{number} ON {_first(keys[: number - 1])} = m{number}._k"
    joined, told = [f"{_first(keys)} AS {KEY}", f"{prepared_sql(_first(keys), base.key)} AS _p"], [KEY]
    for place, item in enumerate(base.items):
        numbers = [base.number(name) for name in item.order]
        source = quoted(source_column(item.code))
        joined.append(f"{_winner(place, item, numbers)} AS {source}")
        joined += [f"m{number}._i{place} AS _i{place}_{number}" for number in numbers]
        cells = " ".join(f"WHEN {number} THEN _i{place}_{number}" for number in numbers)
        told += [f"CASE {source} {cells} END AS {quoted(item.code)}", source]
    days = [quoted(day_column(number)) for number in range(1, len(base.members) + 1)]
    joined += [f"m{number}._day AS {day}" for number, day in enumerate(days, 1)]
    # The check digit is looked at once for each key and not for each row.
    found = f"SELECT {', '.join(joined)} FROM {tables}"
    return f"SELECT {', '.join([*told, *days])} FROM ({found}) AS j WHERE {valid_sql(KEY, base.key, today, '_p')}"


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
        f"WITH stacked AS ({_stacked(base)}), differing AS ({found}) "
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


def _first(cells: list[str]) -> str:
    return cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"


def _winner(place: int, item: Item, numbers: list[int]) -> str:
    """Return the number of the member whose value counts; null where none has one."""
    if item.prefer is Prefer.SOURCE or len(numbers) == 1:
        cases = " ".join(f"WHEN m{number}._i{place} IS NOT NULL THEN CAST({number} AS SMALLINT)" for number in numbers)
        return f"CASE {cases} END"
    # Age, then place in the order, then the member itself in one number: the smallest wins and says whose it is.
    ranked = [
        f"CASE WHEN m{number}._i{place} IS NOT NULL THEN ({_LAST} - m{number}._at) * 65536 + {rank * 256 + number} END"
        for rank, number in enumerate(numbers)
    ]
    return f"CAST(least({', '.join(ranked)}) % 256 AS SMALLINT)"


def _stacked(base: Definition) -> str:
    """Return the rows of all members in the shape of the base, each with the number of its member."""
    parts = []
    for number, member in enumerate(base.members, 1):
        cells = [
            f"{quoted(member.columns[item.code]) if member.name in item.order else 'NULL'} AS {quoted(item.code)}"
            for item in base.items
        ]
        key = f"{normal_sql(quoted(member.key), base.key)} AS {KEY}"
        parts.append(f"SELECT {', '.join([key, f'{number} AS _m', *cells])} FROM {quoted(member.name)}")
    return " UNION ALL ".join(parts)


def _rows(base: Definition, member: Member, today: date, once: bool) -> str:
    """Return the rows of a member as they are joined: key, when it is true, and the cells that its items may be from."""
    key = normal_sql(quoted(member.key), base.key)
    cells = {
        f"_i{place}": quoted(member.columns[item.code])
        for place, item in enumerate(base.items)
        if member.name in item.order
    }
    parts = {"_k": key, "_at": _seconds(member, today), "_day": _day(member, today), **cells}
    columns = ", ".join(f"{sql} AS {name}" for name, sql in parts.items())
    if not once:
        return f"SELECT {columns} FROM {quoted(member.name)}"
    values = [f"{quoted(column)} NULLS LAST" for column in sorted({member.key, *member.columns.values()})]
    order = ", ".join([f"{parts['_at']} DESC", *values])
    numbered = (
        f"SELECT {columns}, row_number() OVER (PARTITION BY {key} ORDER BY {order}) AS _n FROM {quoted(member.name)}"
    )
    return f"SELECT {', '.join(parts)} FROM ({numbered}) AS n WHERE _n = 1"


def _true(member: Member, today: date) -> str:
    """Return whether a row says as of when it is true; one dated after `today` is taken for undated, or it would win forever."""
    at, after = quoted(member.as_of), today + timedelta(days=1)
    return f"{at} >= DATE '1970-01-01' AND {at} < DATE '{after.isoformat()}'"


def _seconds(member: Member, today: date) -> str:
    if not member.as_of:
        return "CAST(0 AS BIGINT)"
    since = f"date_diff('second', DATE '1970-01-01', {quoted(member.as_of)})"
    return f"CASE WHEN {_true(member, today)} THEN {since} ELSE CAST(0 AS BIGINT) END"


def _day(member: Member, today: date) -> str:
    if not member.as_of:
        return "CAST(NULL AS DATE)"
    return f"CASE WHEN {_true(member, today)} THEN TRY_CAST({quoted(member.as_of)} AS DATE) END"
