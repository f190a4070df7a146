"""How the text of a cell becomes a value, and which finding it gets when it cannot: as SQL, so that one scan does both.

Every rule is written for a cell `c` whose empty text is NULL. A value is NULL when the text does not fit; the fault is
the code of a finding, or NULL when all is well. Patterns are checked before a cast, for DuckDB's own casts are lenient:
they read 0x1F and 1_000 as integers, round 1.5 and take `epoch` for a date.
"""

from .columns import Column, ColumnType, literal
from .damage import Damage, damaged_sql
from .written import (
    boolean_sql,
    date_sql,
    datetime_sql,
    decimal_sql,
    exact_sql,
    integer_sql,
    null_word_sql,
    unit_twice_sql,
)

TRUE = ("是", "true", "1", "TRUE", "True", "Y", "y", "yes")
FALSE = ("否", "false", "0", "FALSE", "False", "N", "n", "no")
ISO_DAY = "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}"
MIDNIGHT = r"([T ]+00:00(:00(\.0+)?)?(\+08:?00)?)?"
CLOCK = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
BEIJING = r"(\+08:?00)?"
# Without a sign only with a point: 12E3 may be the number of a room, 6.1E17 is none.
SCIENTIFIC = r"\s*[0-9]((\.[0-9]+)?[eE]\+|\.[0-9]+[eE])[0-9]{1,3}\s*"
REPLACEMENT = "�"  # What a decoder leaves where bytes fit no character

FAULT = {
    ColumnType.INTEGER: "not-an-integer",
    ColumnType.DECIMAL: "not-a-decimal",
    ColumnType.BOOLEAN: "not-a-boolean",
    ColumnType.DATE: "not-a-date",
    ColumnType.DATETIME: "not-a-datetime",
}


def value_sql(cell: str, column: Column, *, epoch: int = 1900) -> str:
    """Return the SQL expression of the typed value; NULL where the text does not fit the type.

    The cast comes first, for nearly every cell takes it; what people write otherwise is read only where it fails. `epoch` is
    the first year of the calendar in which a spreadsheet counts days: 1900, or 1904.
    """
    return {
        ColumnType.TEXT: lambda: cell,
        ColumnType.INTEGER: lambda: _integer(cell, integer_sql(cell, column)),
        ColumnType.DECIMAL: lambda: exact_sql(cell, column.scale, decimal_sql(cell, column)),
        ColumnType.BOOLEAN: lambda: _boolean(cell, boolean_sql(cell)),
        ColumnType.DATE: lambda: _date(cell, date_sql(cell, epoch)),
        ColumnType.DATETIME: lambda: _datetime(cell, datetime_sql(cell, epoch)),
    }[column.type]()


def plain_sql(cell: str, kind: ColumnType) -> str:
    """Return the SQL expression of the value of a cell that is written as programs write it; NULL for all others."""
    whole = f"CASE WHEN regexp_full_match({cell}, '\\s*[+-]?[0-9]{{1,19}}\\s*') THEN TRY_CAST({cell} AS BIGINT) END"
    day = _other_date(f"trim({cell})")
    return {
        ColumnType.TEXT: lambda: cell,
        ColumnType.INTEGER: lambda: _integer(cell, whole),
        ColumnType.DECIMAL: lambda: exact_sql(cell, Column("x", "x").scale),
        ColumnType.BOOLEAN: lambda: _boolean(cell, "NULL"),
        ColumnType.DATE: lambda: _date(cell, day),
        ColumnType.DATETIME: lambda: _datetime(cell, f"CAST({day} AS TIMESTAMP)"),
    }[kind]()


def _integer(cell: str, otherwise: str) -> str:
    # Writing the number again is four times cheaper than the pattern, and nearly every cell comes out as it was.
    number = f"TRY_CAST({cell} AS BIGINT)"
    return f"CASE WHEN CAST({number} AS VARCHAR) = {cell} THEN {number} WHEN {cell} IS NOT NULL THEN {otherwise} END"


def _boolean(cell: str, otherwise: str) -> str:
    # Not IN: the optimiser makes a join of long lists, and a join does not keep the order of the rows.
    yes, no = (f"list_contains([{', '.join(map(literal, words))}], {cell})" for words in (TRUE, FALSE))
    return f"CASE WHEN {yes} THEN true WHEN {no} THEN false WHEN {cell} IS NOT NULL THEN {otherwise} END"


def _date(cell: str, otherwise: str) -> str:
    # Writing the day again tells cheaply that the cell held just that; ten characters shut out infinity and years BC.
    day = f"TRY_CAST({cell} AS DATE)"
    return (
        f"CASE WHEN strlen({cell}) = 10 AND CAST({day} AS VARCHAR) = {cell} THEN {day} "
        f"WHEN regexp_full_match({cell}, '{ISO_DAY}') THEN {day} "
        f"WHEN {cell} IS NOT NULL THEN {otherwise} END"
    )


def _other_date(text: str) -> str:
    split = r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?"
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{8}}') "
        f"THEN TRY_CAST({text}[1:4] || '-' || {text}[5:6] || '-' || {text}[7:8] AS DATE) "
        f"WHEN regexp_full_match({text}, '{split}{MIDNIGHT}') "
        f"THEN TRY_CAST(regexp_replace({text}, '^{split}.*$', '\\1-\\2-\\3') AS DATE) END"
    )


def _datetime(cell: str, otherwise: str) -> str:
    iso = f"{ISO_DAY}[T ]{CLOCK}{BEIJING}"
    bare = f"regexp_replace({cell}, '\\+08:?00$', '')"
    padded = f"regexp_replace({bare}, '([T ])([0-9]):', '\\1 0\\2:')"
    complete = (
        f"CASE WHEN regexp_full_match({padded}, '.*[T ][0-9]{{2}}:[0-9]{{2}}') THEN {padded} || ':00' ELSE {padded} END"
    )
    return (
        f"COALESCE(CASE WHEN regexp_full_match({cell}, '{ISO_DAY}[T ][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}') "
        f"THEN TRY_CAST({cell} AS TIMESTAMP) END, "
        f"CASE WHEN regexp_full_match({cell}, '{iso}') THEN TRY_CAST({complete} AS TIMESTAMP) END, "
        f"CASE WHEN regexp_full_match({cell}, '{ISO_DAY}') THEN CAST(TRY_CAST({cell} AS DATE) AS TIMESTAMP) "
        f"WHEN {cell} IS NOT NULL THEN {otherwise} END)"
    )


def fault_sql(cell: str, value: str, column: Column, *, recoded: bool = False, damage: Damage = Damage.NONE) -> str:
    """Return the SQL expression of the finding's code for one cell; NULL when the cell is good.

    `value` is the typed value of the cell; `recoded` says that replacement characters can stand for undecodable bytes;
    `damage`, which long numbers that end in zeros lost digits in a spreadsheet.
    """
    cases = []
    if column.must_be_given:
        cases.append(f"WHEN {cell} IS NULL OR trim({cell}) = '' THEN 'missing-required'")
    if recoded:
        cases.append(f"WHEN contains({cell}, '{REPLACEMENT}') THEN 'encoding-error'")
    if column.type is ColumnType.TEXT:
        cases += _text_faults(cell, column, damage)
    else:
        cases.append(
            f"WHEN {value} IS NULL AND {cell} IS NOT NULL AND trim({cell}) <> '' THEN {_typed_fault(cell, column)}"
        )
    return f"CASE {' '.join(cases)} END" if cases else "NULL::VARCHAR"


def _typed_fault(cell: str, column: Column) -> str:
    # 无 says no as well as nothing, so a column of yes and no keeps it out.
    nothing = "'missing-required'" if column.must_be_given else "NULL"
    null = (
        f"WHEN {null_word_sql(cell)} AND {cell} <> '无'"
        if column.type is ColumnType.BOOLEAN
        else f"WHEN {null_word_sql(cell)}"
    )
    return (
        f"CASE WHEN starts_with({cell}, '=') THEN 'formula-cell' {null} THEN {nothing} "
        f"WHEN regexp_full_match({cell}, '{SCIENTIFIC}') THEN 'damaged-number' "
        f"WHEN {unit_twice_sql(cell, column)} THEN 'unit-unclear' ELSE '{FAULT[column.type]}' END"
    )


def _text_faults(cell: str, column: Column, damage: Damage) -> list[str]:
    too_long = "" if column.length is None else f"WHEN length({cell}) > {column.length} THEN 'too-long'"
    return [
        # Blanks, digits and the sign = all stand before >: one comparison lets every other text pass.
        f"WHEN {cell} >= '>' THEN {f'CASE {too_long} END' if too_long else 'NULL'}",
        f"WHEN starts_with({cell}, '=') THEN 'formula-cell'",
        # The search for one character is far cheaper than the pattern and nearly always ends the matter.
        f"WHEN (contains({cell}, '+') OR contains({cell}, '.')) AND regexp_full_match({cell}, '{SCIENTIFIC}') THEN 'damaged-number'",
        *([f"WHEN {damaged} THEN 'damaged-number'"] if (damaged := damaged_sql(cell, damage)) else []),
        *([too_long] if too_long else []),
    ]


TOTALS = r"[合总]\s*计[:：]?"
NOTES = r"(注|备注|说明|填表人|填报人|审核人|制表人)\s*[:：].*"


def row_fault_sql(cells: list[str], header: list[str]) -> str:
    """Return the SQL expression of a finding about the whole row: repeated header, total or footnote."""
    first = cells[0]
    repeated = " AND ".join(
        f"{cell} IS NOT DISTINCT FROM {literal(name)}" for cell, name in zip(cells, header, strict=False) if name
    )
    same = f"WHEN {repeated} THEN 'repeated-header' " if repeated else ""
    if len(cells) == 1:
        return f"CASE {same}END" if same else "NULL::VARCHAR"
    rest_empty = " AND ".join(f"{cell} IS NULL" for cell in cells[1:])
    # Comparing the first letters costs next to nothing; the patterns see only what they let through.
    total = " OR ".join(f"starts_with({cell}, '{mark}')" for cell in (first, cells[1]) for mark in "合总")
    return (
        f"CASE {same}"
        f"WHEN {cells[1]} IS NULL AND {rest_empty} THEN "
        f"CASE WHEN regexp_full_match({first}, '{TOTALS}') THEN 'total-row' "
        f"WHEN regexp_full_match({first}, '{NOTES}', 's') THEN 'footnote' END "
        f"WHEN ({total}) AND (regexp_full_match({first}, '{TOTALS}') OR ({first} IS NULL AND regexp_full_match({cells[1]}, '{TOTALS}'))) "
        f"THEN 'total-row' END"
    )
