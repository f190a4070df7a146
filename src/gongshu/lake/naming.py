"""What tables and files are called where they lie."""

import re


def safe(name: str) -> str:
    """Return the name as it may stand in a file system and in Iceberg; different names stay different."""
    return re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found.group()):x}_", name)
