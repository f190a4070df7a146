"""What a database says of its own tables: columns, types, keys and the comments that its builders wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gongshu.outside.databases.dialects import Dialect
from gongshu.outside.failures import Cause, OutsideFailed

# Each asks for column, type, length, whether it must be there, comment, place in the key (null: none), by schema and table.
_COLUMNS: Final[Mapping[str, str]] = {
    "postgresql": """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod),
               CASE WHEN a.atttypmod > 4 AND a.atttypid IN (1042, 1043) THEN a.atttypmod - 4 END, a.attnotnull,
               col_description(a.attrelid, a.attnum), array_position(i.indkey::int2[], a.attnum)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE n.nspname = COALESCE(%s, current_schema()) AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""",
    "mysql": """
        SELECT c.column_name, c.column_type, c.character_maximum_length, c.is_nullable = 'NO', c.column_comment, k.ordinal_position
        FROM information_schema.columns c LEFT JOIN information_schema.key_column_usage k
          ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = c.column_name AND k.constraint_name = 'PRIMARY'
        WHERE c.table_schema = COALESCE(%s, DATABASE()) AND c.table_name = %s ORDER BY c.ordinal_position""",
    "oracle": """
        SELECT c.column_name, c.data_type || CASE WHEN c.data_type = 'NUMBER' AND c.data_scale = 0 THEN '(0)' END,
               CASE WHEN c.char_length > 0 THEN c.char_length END, CASE c.nullable WHEN 'N' THEN 1 ELSE 0 END, m.comments,
               (SELECT k.position FROM all_constraints p JOIN all_cons_columns k ON k.owner = p.owner AND k.constraint_name = p.constraint_name
                WHERE p.constraint_type = 'P' AND p.owner = c.owner AND p.table_name = c.table_name AND k.column_name = c.column_name)
        FROM all_tab_columns c LEFT JOIN all_col_comments m ON m.owner = c.owner AND m.table_name = c.table_name AND m.column_name = c.column_name
        WHERE c.owner = COALESCE(:1, USER) AND c.table_name = :2 ORDER BY c.column_id""",
    "sqlserver": """
        SELECT c.name, t.name, CASE WHEN t.name IN ('nvarchar', 'nchar') THEN c.max_length / 2 WHEN t.name IN ('varchar', 'char') THEN c.max_length END,
               1 - c.is_nullable, CAST(e.value AS nvarchar(4000)), k.key_ordinal
        FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
        JOIN sys.types t ON t.user_type_id = c.user_type_id
        LEFT JOIN sys.extended_properties e ON e.major_id = c.object_id AND e.minor_id = c.column_id AND e.name = 'MS_Description'
        LEFT JOIN sys.indexes i ON i.object_id = c.object_id AND i.is_primary_key = 1
        LEFT JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.column_id = c.column_id
        WHERE s.name = COALESCE(%s, SCHEMA_NAME()) AND o.name = %s ORDER BY c.column_id""",
}
_TABLES: Final[Mapping[str, str]] = {
    "postgresql": """
        SELECT n.nspname || '.' || c.relname, obj_description(c.oid, 'pg_class') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
          AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1""",
    "mysql": """
        SELECT CONCAT(table_schema, '.', table_name), CASE WHEN table_type = 'VIEW' THEN '' ELSE table_comment END FROM information_schema.tables
        WHERE table_schema = DATABASE() ORDER BY 1""",
    "oracle": "SELECT owner || '.' || table_name, comments FROM all_tab_comments WHERE owner = USER ORDER BY 1",
    "sqlserver": """
        SELECT s.name + '.' + o.name, CAST(e.value AS nvarchar(4000)) FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
        LEFT JOIN sys.extended_properties e ON e.major_id = o.object_id AND e.minor_id = 0 AND e.name = 'MS_Description'
        WHERE o.type IN ('U', 'V') ORDER BY 1""",
}
_KINDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("boolean", ("bool", "tinyint(1)", "bit(1)")),
    ("datetime", ("timestamp", "datetime", "smalldatetime")),
    ("", ("bytea", "blob", "tinyblob", "mediumblob", "longblob", "binary", "varbinary", "image", "raw", "geometry", "geography", "bfile", "point", "polygon")),
    ("decimal", ("numeric", "decimal", "real", "double", "float", "money", "smallmoney", "binary_double", "binary_float")),
    ("integer", ("smallint", "int", "bigint", "tinyint", "mediumint", "number(0)", "year")),
    ("decimal", ("number",)),
    ("date", ("date",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedColumn:
    """One column as its database knows it."""

    name: str
    said: str  # the type in the server's words
    type: str  # of an item: text, integer, decimal, boolean, date, datetime; empty: bytes, which no item holds
    length: int | None  # characters
    required: bool
    comment: str
    key: int | None  # its place in the primary key, from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """The table that says what the codes of one column mean."""

    column: str  # of the described table
    table: str
    comment: str
    codes: (
        tuple[tuple[str, str], ...] | None
    )  # code and its name, by code; None: too many rows, or no column with names


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedTable:
    """One table or view."""

    name: str  # with its schema where one was said
    comment: str
    columns: tuple[DescribedColumn, ...]
    codes: tuple[CodeTable, ...] = ()  # of the columns that refer to one, where they were asked for

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the columns of the primary key, in its order."""
        held = [each for each in self.columns if each.key is not None]
        return tuple(each.name for each in sorted(held, key=lambda each: each.key or 0))

    def column(self, name: str) -> DescribedColumn | None:
        return next((each for each in self.columns if each.name == name), None)


def describe(dialect: Dialect, connection: Any, table: str) -> DescribedTable:
    """Return a table's columns, keys and comments. Raises: OutsideFailed (missing) where this user sees no such table."""
    schema, _, name = table.rpartition(".")
    found = asked(connection, _COLUMNS[dialect.name], (schema or None, name))
    if not found:
        raise OutsideFailed(Cause.MISSING, f"数据库中没有 {table}，或者没有读取权限", f"there is no {table} in the database that this user may read")  # fmt: skip
    columns = tuple(
        DescribedColumn(
            name=str(each[0]), said=text_of(each[1]), type=kind_of(text_of(each[1])), length=_length(each[2]), required=bool(each[3]),
            comment=text_of(each[4]).strip(), key=int(each[5]) + (dialect.name == "postgresql") if each[5] is not None else None,
        ) for each in found
    )  # fmt: skip
    comments = dict(tables(dialect, connection))
    named = next(
        (comments[each] for each in comments if each == table or (each.endswith(f".{name}") and not schema)), ""
    )
    return DescribedTable(name=table, comment=named, columns=columns)


def tables(dialect: Dialect, connection: Any) -> list[tuple[str, str]]:
    """Return the tables and views that this user may read, schema.name, with their comments."""
    return [(str(name), text_of(comment).strip()) for name, comment in asked(connection, _TABLES[dialect.name], ())]


def kind_of(said: str) -> str:
    """Return the type of an item that holds such a column's values; empty for bytes."""
    text = said.lower()
    if text.endswith("[]"):
        return "text"
    if text.startswith("bigint") and text.endswith("unsigned"):
        return "decimal"
    return next((kind for kind, names in _KINDS if any(_is(text, name) for name in names)), "text")


def _is(text: str, name: str) -> bool:
    if not text.startswith(name):
        return False
    return len(text) == len(name) or not (text[len(name)].isalpha() or text[len(name)] == "_") or text[len(name) :] in ("eger", "ean", "4", "8")  # fmt: skip


def asked(connection: Any, statement: str, values: tuple[Any, ...]) -> list[Any]:
    """Return all rows of an answer; for statements whose answers are short."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
    finally:
        cursor.close()


def text_of(value: Any) -> str:
    """Return a value of a driver as text, nothing as the empty one."""
    return "" if value is None else value.decode() if isinstance(value, bytes) else str(value)


def _length(value: Any) -> int | None:
    # Types without a limit say a length that nobody chose.
    return int(value) if value is not None and 0 < int(value) <= 10_000 else None
