"""The statements that cast every row and tell the good from the bad in one scan.

The scan writes one staging file in the order of the source: typed values, and for a bad row also `_raw` and `_reasons`.
If no row is bad the staging file is the result. Otherwise it is split; the delivered text is never read twice.
"""

from collections.abc import Mapping, Sequence

from .casting import fault_sql, row_fault_sql, value_sql
from .columns import Column, literal, quoted
from .feeds import Feed

REASONS = 'STRUCT(code VARCHAR, "column" VARCHAR, "value" VARCHAR)[]'


def match_columns(names: Sequence[str], columns: Sequence[Column], plain: Mapping[str, str]) -> list[int | None]:
    """Return for each declared column the index of the file's column of that name or code, None if it has none."""
    at = {plain[name]: i for i, name in reversed(list(enumerate(names)))}
    return [at.get(plain[column.name], at.get(plain[column.code])) for column in columns]


def staging_sql(feed: Feed, columns: Sequence[Column], at: Sequence[int | None], delimiter: str) -> str:
    """Return the SELECT whose rows go to the staging file."""
    cells = ["NULL::VARCHAR" if i is None else f"c{i}" for i in at]
    own = ", _record, _line, _problem" if feed.careful else ""
    values = ", ".join(f"{value_sql(cell, column)} AS v{i}" for i, (cell, column) in enumerate(zip(cells, columns, strict=True)))
    typed = f"SELECT {', '.join(feed.cells)}{own}, {values} FROM {feed.sql}"
    faults = ", ".join(
        f"{fault_sql(cell, f'v{i}', column, recoded=feed.recoded)} AS f{i}" for i, (cell, column) in enumerate(zip(cells, columns, strict=True))
    )
    row = row_fault_sql(feed.cells, list(feed.header))
    judged = f"SELECT *, {f'coalesce(_problem, {row})' if feed.careful else row} AS row_fault, {faults} FROM ({typed})"
    return _marked(judged, feed, columns, cells, delimiter)


def _marked(judged: str, feed: Feed, columns: Sequence[Column], cells: Sequence[str], delimiter: str) -> str:
    bad = " OR ".join(["row_fault IS NOT NULL", *(f"f{i} IS NOT NULL" for i in range(len(columns)))])
    raw = f"coalesce(_line, {_joined(feed.cells, delimiter)})" if feed.careful else _joined(feed.cells, delimiter)
    kept = ", ".join(f"v{i} AS {quoted(column.code)}" for i, column in enumerate(columns))
    record = ", _record" if feed.careful else ""
    return (
        f"SELECT {kept}{record}, CASE WHEN bad THEN {raw} END AS _raw, "
        f"CASE WHEN bad THEN {_reasons(columns, cells, raw)} END AS _reasons "
        f"FROM (SELECT *, {bad} AS bad FROM ({judged}))"
    )


def _joined(cells: Sequence[str], delimiter: str) -> str:
    """Return the SQL of the record as text. Read anew as delimited text it gives the same cells."""
    mark = literal(delimiter)
    parts = [
        f"CASE WHEN contains({cell}, {mark}) OR contains({cell}, '\"') OR contains({cell}, chr(10)) "
        f"THEN '\"' || replace({cell}, '\"', '\"\"') || '\"' ELSE coalesce({cell}, '') END"
        for cell in cells
    ]
    return f"({f' || {mark} || '.join(parts)})"


def _reasons(columns: Sequence[Column], cells: Sequence[str], raw: str) -> str:
    each = ", ".join(
        f"CASE WHEN f{i} IS NOT NULL THEN {{'code': f{i}, 'column': {literal(column.name)}, 'value': {cell}}} END"
        for i, (column, cell) in enumerate(zip(columns, cells, strict=True))
    )
    whole = f"[{{'code': row_fault, 'column': NULL::VARCHAR, 'value': {raw}}}]"
    return f"CASE WHEN row_fault IS NOT NULL THEN {whole} ELSE list_filter([{each}], lambda reason: reason IS NOT NULL) END"


def field_ids_sql(columns: Sequence[Column], ids: Mapping[str, int]) -> str:
    """Return the clause that writes Iceberg's field ids into the file; readers map columns by them, not by name."""
    return "field_ids {" + ", ".join(f"{quoted(column.code)}: {ids[column.code]}" for column in columns) + "}"


# The reject table has one row a cell; the record is the line after the header, and blank lines were excluded beforehand.
REJECTS = """
SELECT line - {before} AS _record, any_value(csv_line) AS raw,
       CASE WHEN bool_or(error_type = 'TOO MANY COLUMNS') THEN 'too-many-cells' ELSE 'ragged-row' END AS code
FROM reject_errors GROUP BY line
"""

# A row of the staging file that stands behind k rejected records is k records later in the delivered file.
NUMBERED = """
SELECT staged.* EXCLUDE (accepted), accepted + coalesce(shift.passed, 0) AS _record
FROM (SELECT *, file_row_number + 1 AS accepted FROM {staging}) staged
ASOF LEFT JOIN (SELECT _record - passed AS accepted_before, max(passed) AS passed
                FROM (SELECT _record, row_number() OVER (ORDER BY _record) AS passed FROM _rejects)
                GROUP BY accepted_before) shift
ON staged.accepted > shift.accepted_before
"""
