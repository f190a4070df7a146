"""Where an open table is fetched from, what is sent to it and where a grant's rows go: whoever reads the table does not read that."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.models import Entry
from gongshu.collection import services
from gongshu.collection.services.uploading import Announced
from gongshu.exchange.signing import Proof, public_of
from gongshu.gateway.tests.stage import NOW
from gongshu.grants.models import Grant
from gongshu.ledger.keys import make_key
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
    """Let a grant's rows go into a database that nobody finds, and to an exchange node that never asks."""
    said = {"dialect": "mysql", "port": 1, "host": f"{marks.new('host of a subscription')}.invalid", "rhythm": "daily"}
    said |= {name: marks.new(f"{name} of a subscription") for name in ("database", "user", "table")}
    subscription.subscribe(grant.number, said, marks.new("password of a subscription"), actor=receiver, now=NOW)
    invited, code = subscription.invite(marks.new("name of an exchange node"), actor=receiver, now=NOW)
    proof = Proof(key=public_of(make_key()), moment=0, nonce="0" * 32, signature=b"")
    node = subscription.enrol(proof, code, "1", now=NOW)
    target = marks.new("target of an exchange node")
    subscription.due_for(node, [{"name": target, "kind": "postgresql"}], "1", now=NOW)
    by_node = {"node": invited.number, "target": target, "table": marks.new("table behind an exchange node")}
    subscription.subscribe(grant.number, {**by_node, "rhythm": "daily"}, "", actor=receiver, now=NOW)
