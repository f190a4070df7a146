"""Code tables (代码表): what the codes in a column mean, where the database itself says which table tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gongshu.outside.databases.describing import CodeTable, DescribedTable, asked, describe, text_of
from gongshu.outside.databases.dialects import Dialect

AT_MOST: Final = 200  # codes; a table with more of them holds things, and is named without being read out
_NAMED: Final = ("名", "说明", "含义", "name", "label", "desc", "title")
# Each asks for column, referenced table and its column, of foreign keys over one column, by schema and table.
_REFERENCES: Final[Mapping[str, str]] = {
    "postgresql": """
        SELECT a.attname, n.nspname || '.' || r.relname, b.attname
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace s ON s.oid = c.relnamespace
        JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace n ON n.oid = r.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = k.confkey[1]
        WHERE k.contype = 'f' AND cardinality(k.conkey) = 1 AND s.nspname = COALESCE(%s, current_schema()) AND c.relname = %s
          AND has_table_privilege(r.oid, 'SELECT') ORDER BY a.attnum""",
    "mysql": """
        SELECT MIN(k.column_name), CONCAT(MIN(k.referenced_table_schema), '.', MIN(k.referenced_table_name)), MIN(k.referenced_column_name)
        FROM information_schema.key_column_usage k
        JOIN information_schema.tables t ON t.table_schema = k.referenced_table_schema AND t.table_name = k.referenced_table_name
        WHERE k.table_schema = COALESCE(%s, DATABASE()) AND k.table_name = %s AND k.referenced_table_name IS NOT NULL
        GROUP BY k.constraint_name HAVING COUNT(*) = 1 ORDER BY 1""",
    "oracle": """
        SELECT f.column_name, p.owner || '.' || p.table_name, q.column_name
        FROM all_constraints c JOIN all_cons_columns f ON f.owner = c.owner AND f.constraint_name = c.constraint_name
        JOIN all_constraints p ON p.owner = c.r_owner AND p.constraint_name = c.r_constraint_name
        JOIN all_cons_columns q ON q.owner = p.owner AND q.constraint_name = p.constraint_name
        WHERE c.constraint_type = 'R' AND c.owner = COALESCE(:1, USER) AND c.table_name = :2
          AND (SELECT COUNT(*) FROM all_cons_columns n WHERE n.owner = c.owner AND n.constraint_name = c.constraint_name) = 1 ORDER BY 1""",
    "sqlserver": """
        SELECT a.name, s.name + '.' + o.name, b.name FROM sys.foreign_keys f JOIN sys.foreign_key_columns k ON k.constraint_object_id = f.object_id
        JOIN sys.columns a ON a.object_id = k.parent_object_id AND a.column_id = k.parent_column_id
        JOIN sys.columns b ON b.object_id = k.referenced_object_id AND b.column_id = k.referenced_column_id
        JOIN sys.objects o ON o.object_id = k.referenced_object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
        JOIN sys.objects c ON c.object_id = k.parent_object_id JOIN sys.schemas d ON d.schema_id = c.schema_id
        WHERE d.name = COALESCE(%s, SCHEMA_NAME()) AND c.name = %s
          AND (SELECT COUNT(*) FROM sys.foreign_key_columns n WHERE n.constraint_object_id = f.object_id) = 1 ORDER BY a.column_id""",
}


def code_tables(dialect: Dialect, connection: Any, table: str) -> list[CodeTable]:
    """Return, for each column that refers to another table by a foreign key of its own, that table; codes are read up to AT_MOST rows.

    A column counts once, with the first of its keys. Raises: OutsideFailed (missing) where the other table is not seen.
    """
    schema, _, name = table.rpartition(".")
    found: dict[str, CodeTable] = {}
    for each in asked(connection, _REFERENCES[dialect.name], (schema or None, name)):
        column, other, code = (text_of(value) for value in each)
        if column not in found:
            held = describe(dialect, connection, other)
            codes = _read(dialect, connection, held, code)
            found[column] = CodeTable(column=column, table=other, comment=held.comment, codes=codes)
    return list(found.values())


def _read(dialect: Dialect, connection: Any, held: DescribedTable, code: str) -> tuple[tuple[str, str], ...] | None:
    named = _names(held, code)
    if named is None:
        return None
    source = dialect.quoted(held.name)
    if int(asked(connection, f"SELECT COUNT(*) FROM {source}", ())[0][0]) > AT_MOST:
        return None
    rows = asked(connection, f"SELECT {dialect.quoted(code)}, {dialect.quoted(named)} FROM {source}", ())
    return tuple(sorted((text_of(key), text_of(said).strip()) for key, said in rows))


def _names(held: DescribedTable, code: str) -> str | None:
    """Return the column that holds the names: the first text column that is called so, else the only other one."""
    texts = [each for each in held.columns if each.type == "text" and each.name != code]
    called = (each.name for each in texts if any(word in f"{each.name} {each.comment}".lower() for word in _NAMED))
    return next(called, texts[0].name if len(texts) == 1 else None)
