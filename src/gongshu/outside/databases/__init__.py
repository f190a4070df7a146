"""One seam to databases of other systems: Python's DB-API, with what differs between servers in one table of dialects."""

from gongshu.outside.databases.describing import DescribedColumn, DescribedTable, describe, tables
from gongshu.outside.databases.dialects import DIALECTS, Server, connected
from gongshu.outside.databases.reading import Window, rows_of, window_of

__all__ = [
    "DIALECTS", "DescribedColumn", "DescribedTable", "Server", "Window", "connected", "describe", "rows_of", "tables", "window_of",
]  # fmt: skip
