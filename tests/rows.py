"""The rows of the control database, read whole and written back as they were."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

Rows = dict[str, Any]  # by table; PostgreSQL's own form of a copy, or the tuples of SQLite


class Tables:
    """The tables that are empty after the migrations; the others are nobody's to change."""

    def __init__(self) -> None:
        self.kind: Any = _PostgreSQL() if connection.vendor == "postgresql" else _SQLite()
        with connection.cursor() as cursor:
            names = sorted(self.kind.names(cursor))
            migrated = self._filled(cursor, names)
        self.names = [name for name in names if name not in migrated]

    def rows(self) -> Rows:
        """Return what stands in the tables now."""
        with connection.cursor() as cursor:
            return {name: self.kind.read(cursor, name) for name in self._filled(cursor, self.names)}

    def put(self, rows: Rows) -> None:
        """Make these the only rows. Rows that refer to each other are written in any order, as they were whole before."""
        with transaction.atomic(), connection.cursor() as cursor:
            self.kind.trust(cursor, True)
            for name in self._filled(cursor, self.names):
                cursor.execute(f'DELETE FROM "{name}"')
            for name, content in rows.items():
                self.kind.write(cursor, name, content)
            self.kind.trust(cursor, False)

    @staticmethod
    def _filled(cursor: Any, names: list[str]) -> list[str]:
        looks = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names]
        found: list[str] = []
        for start in range(0, len(looks), 100):  # SQLite takes no more than 500 parts of a query.
            cursor.execute(" UNION ALL ".join(looks[start : start + 100]))
            found += [name for (name,) in cursor.fetchall()]
        return found


class _PostgreSQL:
    def names(self, cursor: Any) -> list[str]:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return [name for (name,) in cursor.fetchall()]

    def trust(self, cursor: Any, on: bool) -> None:
        """Leave the foreign keys unchecked until the end; `LOCAL` would last as long as a test's own transaction."""
        cursor.execute(f"SET session_replication_role = {'replica' if on else 'origin'}")

    def read(self, cursor: Any, name: str) -> bytes:
        with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
            return b"".join(copy)

    def write(self, cursor: Any, name: str, content: bytes) -> None:
        with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
            copy.write(content)


class _SQLite:
    def names(self, cursor: Any) -> list[str]:
        """Every table except SQLite's own and those in which a full-text index keeps its parts."""
        cursor.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
        found = dict(cursor.fetchall())
        self.virtual = {name for name, kind in found.items() if kind == "virtual"}
        return [name for name, kind in found.items() if kind in ("table", "virtual") and not name.startswith("sqlite_")]

    def trust(self, cursor: Any, on: bool) -> None:
        """Django has declared every foreign key of SQLite so that it is checked at the end."""

    def read(self, cursor: Any, name: str) -> tuple[str, list[tuple[Any, ...]]]:
        cursor.execute(f"SELECT name FROM pragma_table_info('{name}')")
        columns = [f'"{column}"' for (column,) in cursor.fetchall()] + ['"rowid"'] * (name in self.virtual)
        # The sign makes an expression of a column, so that Django converts nothing and the value is the one that is stored.
        cursor.execute(f'SELECT +{", +".join(columns)} FROM "{name}"')
        return ", ".join(columns), cursor.fetchall()

    def write(self, cursor: Any, name: str, content: tuple[str, list[tuple[Any, ...]]]) -> None:
        listed, rows = content
        places = ", ".join("?" * len(rows[0]))
        # Past Django's cursor, which would look for its own placeholders in every row.
        cursor.connection.executemany(f'INSERT INTO "{name}" ({listed}) VALUES ({places})', rows)
