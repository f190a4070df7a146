"""The same work on a Spark cluster: statements are written once, for DuckDB, and said again so that Spark means the same."""
