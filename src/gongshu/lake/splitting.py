"""The statements that cast every row and tell the good from the bad in one scan.

The scan writes one staging file in the order of the source, which is how rows get their record numbers: typed values, and for a bad row also its cells and findings.
If no row is bad the staging file is the result. Otherwise it is split; the delivered text is never read twice.
"""

from collections.abc import Mapping, Sequence

from .casting import fault_sql, row_fault_sql, value_sql
from .columns import Column, literal, quoted
from .feeds import Feed


def match_columns(names: Sequence[str], columns: Sequence[Column], plain: Mapping[str, str]) -> list[int | None]:
    """Return for each declared column the index of the file's column of that name or code, None if it has none.

    Below a heading over several columns (运营信息/票价) the lowest label is enough where only one column has it.
    """
    at = {plain[name]: i for i, name in reversed(list(enumerate(names)))}
    lowest = [plain[leaf(name)] for name in names]
    at = {label: i for i, label in enumerate(lowest) if lowest.count(label) == 1} | at
    return [at.get(plain[column.name], at.get(plain[column.code])) for column in columns]


def leaf(name: str) -> str:
    """Return the lowest label of a name that was joined from several header rows."""
    return name.rpartition("/")[2]


def staging_sql(feed: Feed, columns: Sequence[Column], at: Sequence[int | None]) -> str:
    """Return the SELECT whose rows go to the staging file.

    A bad row keeps its cells in `_cells` and its findings in `_faults`: the first of the row, then one a column.
    """
    cells = cells_of(at)
    own = ", _record, _line, _problem" if feed.careful else ""
    values = ", ".join(
        f"{value_sql(cell, column, epoch=feed.epoch)} AS v{i}"
        for i, (cell, column) in enumerate(zip(cells, columns, strict=True))
    )
    typed = f"SELECT {', '.join(feed.cells)}{own}, {values} FROM {feed.sql}"
    faults = ", ".join(
        f"{fault_sql(cell, f'v{i}', column, recoded=feed.recoded, damage=feed.damage_at(at[i]))} AS f{i}"
        for i, (cell, column) in enumerate(zip(cells, columns, strict=True))
    )
    row = row_fault_sql(feed.cells, list(feed.header))
    judged = f"SELECT *, {f'coalesce(_problem, {row})' if feed.careful else row} AS row_fault, {faults} FROM ({typed})"
    every = ["row_fault", *(f"f{i}" for i in range(len(columns)))]
    kept = ", ".join(f"v{i} AS {quoted(column.code)}" for i, column in enumerate(columns))
    return (
        f"SELECT {kept}{', _record, CASE WHEN bad THEN _line END AS _line' if feed.careful else ''}, "
        f"CASE WHEN bad THEN [{', '.join(feed.cells)}] END AS _cells, CASE WHEN bad THEN [{', '.join(every)}] END AS _faults "
        f"FROM (SELECT *, {' OR '.join(f'{fault} IS NOT NULL' for fault in every)} AS bad FROM ({judged}))"
    )


def cells_of(at: Sequence[int | None]) -> list[str]:
    """Return the SQL of the cell of every declared column."""
    return ["NULL::VARCHAR" if i is None else f"c{i}" for i in at]


def raw_sql(delimiter: str, careful: bool) -> str:
    """Return the SQL of a bad row's text. Read anew as delimited text it gives the same cells."""
    mark = literal(delimiter)
    wrapped = (
        f"CASE WHEN contains(cell, {mark}) OR contains(cell, '\"') OR contains(cell, chr(10)) "
        f"THEN '\"' || replace(cell, '\"', '\"\"') || '\"' ELSE coalesce(cell, '') END"
    )
    joined = f"array_to_string(list_transform(_cells, lambda cell: {wrapped}), {mark})"
    return f"coalesce(_line, {joined})" if careful else joined


def reasons_sql(columns: Sequence[Column], at: Sequence[int | None], raw: str) -> str:
    """Return the SQL of a bad row's reasons: of the whole row if there is one, else of each column."""
    each = ", ".join(
        f"CASE WHEN _faults[{i + 2}] IS NOT NULL THEN {{'code': _faults[{i + 2}], 'column': {literal(column.name)}, "
        f"'value': {'NULL::VARCHAR' if place is None else f'_cells[{place + 1}]'}}} END"
        for i, (column, place) in enumerate(zip(columns, at, strict=True))
    )
    whole = f"[{{'code': _faults[1], 'column': NULL::VARCHAR, 'value': {raw}}}]"
    return f"CASE WHEN _faults[1] IS NOT NULL THEN {whole} ELSE list_filter([{each}], lambda reason: reason IS NOT NULL) END"


def field_ids_sql(columns: Sequence[Column], ids: Mapping[str, int]) -> str:
    """Return the clause that writes Iceberg's field ids into the file; readers map columns by them, not by name."""
    return field_ids_for({column.code: ids[column.code] for column in columns})


def field_ids_for(ids: Mapping[str, int]) -> str:
    """Return the same clause for codes and ids."""
    return "field_ids {" + ", ".join(f"{quoted(code)}: {number}" for code, number in ids.items()) + "}"


# The reject table has one row a cell; the record is the line after the header, and blank lines were excluded beforehand.
REJECTS = """
SELECT line - {before} AS _record, trim(any_value(csv_line), chr(13) || chr(10)) AS raw,
       CASE WHEN bool_or(error_type = 'INVALID ENCODING') THEN 'encoding-error'
            WHEN bool_or(error_type = 'TOO MANY COLUMNS') THEN 'too-many-cells' ELSE 'ragged-row' END AS code
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
