"""Everything that collection changes: deliveries, decisions about them, restored snapshots, sources and their fetches."""

from gongshu.collection.services.deciding import adopt_items, approve_publication, refuse_publication, restore
from gongshu.collection.services.delivering import deliver, receive
from gongshu.collection.services.recovering import recover
from gongshu.collection.services.sourcing import (
    ask_fetch,
    begin_fetch,
    end_fetch,
    fail_fetch,
    note_refused,
    note_same,
    note_taken,
    register_source,
    remove_source,
    start_due,
)

__all__ = [
    "adopt_items", "approve_publication", "ask_fetch", "begin_fetch", "deliver", "end_fetch", "fail_fetch", "note_refused", "note_same",
    "note_taken", "receive", "recover", "refuse_publication", "register_source", "remove_source", "restore", "start_due",
]  # fmt: skip
