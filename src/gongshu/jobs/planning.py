"""What the database plans its look-ups by: without counts of its own it reads all that is open to find ten rows."""

from __future__ import annotations

from django.db import connection

_SAMPLE = 200  # rows of an index that SQLite looks at; enough to rank indexes, and milliseconds in all


def count_anew() -> None:
    """Let the database count its tables anew; outside a transaction. PostgreSQL does so by itself as well, SQLite never."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {_SAMPLE}")
        cursor.execute("ANALYZE")
