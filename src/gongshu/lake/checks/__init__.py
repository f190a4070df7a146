"""Quality rules of a table: read from data, checked against its columns, compiled into one statement, measured by six dimensions."""
