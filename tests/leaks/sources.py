"""Where an open table is fetched from: whoever reads the table does not read that."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.models import Entry
from gongshu.collection import services
from gongshu.gateway.tests.stage import NOW


def plant_source(entry: Entry, marks: Any, steward: Any) -> None:
    """Register the source of an entry's table and let a fetch fail."""
    number = f"{entry.number}-1"
    said = {
        "kind": "web", "address": f"http://127.0.0.1:1/{marks.new('address of a source')}", "credential": "header",
        "credential_name": f"X-{marks.new('header of a source')}", "file": f"{marks.new('file name of a source')}.csv",
    }  # fmt: skip
    services.register_source(number, said, marks.new("secret of a source"), actor=steward, now=NOW)
    services.ask_fetch(number, actor=steward, now=NOW)
