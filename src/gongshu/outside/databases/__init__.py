"""One seam to databases of other systems: Python's DB-API, with what differs between servers in one table of dialects."""

from gongshu.outside.databases.codes import code_tables
from gongshu.outside.databases.describing import CodeTable, DescribedColumn, DescribedTable, describe, tables
from gongshu.outside.databases.dialects import DIALECTS, Server, connected
from gongshu.outside.databases.reading import Window, rows_of, window_of
from gongshu.outside.databases.writing import WRITES, Column, Handover, Receipt, Sent, digest_sql

__all__ = [
    "DIALECTS", "WRITES", "CodeTable", "Column", "DescribedColumn", "DescribedTable", "Handover", "Receipt", "Sent", "Server", "Window", "code_tables", "connected",
    "describe", "digest_sql", "rows_of", "tables", "window_of",
]  # fmt: skip
