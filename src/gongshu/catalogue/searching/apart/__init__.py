"""An index of the catalogue in a folder of the node, beside the database: optional, derived, and asked only where it is in step."""
