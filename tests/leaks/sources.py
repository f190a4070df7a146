"""Where an open table is fetched from, what is sent to it and where a grant's rows go: whoever reads the table does not read that."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.models import Entry
from gongshu.collection import services
from gongshu.collection.services.uploading import Announced
from gongshu.gateway.tests.stage import NOW
from gongshu.grants.models import Grant
from gongshu.subscription import services as subscription


def plant_source(entry: Entry, marks: Any, steward: Any) -> None:
    """Register the source of an entry's table, let a fetch fail, and begin to send a file."""
    number = f"{entry.number}-1"
    said = {
        "kind": "web", "address": f"http://127.0.0.1:1/{marks.new('address of a source')}", "credential": "header",
        "credential_name": f"X-{marks.new('header of a source')}", "file": f"{marks.new('file name of a source')}.csv",
    }  # fmt: skip
    services.register_source(number, said, marks.new("secret of a source"), actor=steward, now=NOW)
    services.ask_fetch(number, actor=steward, now=NOW)
    sent = Announced(file=f"{marks.new('name of a file that is being sent')}.csv", size=9, modified=0)
    services.announce_upload(entry.number, sent, actor=steward, now=NOW)


def plant_subscription(grant: Grant, marks: Any, receiver: Any) -> None:
    """Let a grant's rows go into a database that nobody finds."""
    said = {"dialect": "mysql", "port": 1, "host": f"{marks.new('host of a subscription')}.invalid", "rhythm": "daily"}
    said |= {name: marks.new(f"{name} of a subscription") for name in ("database", "user", "table")}
    subscription.subscribe(grant.number, said, marks.new("password of a subscription"), actor=receiver, now=NOW)
