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
from gongshu.collection.services.uploading import (
    add_piece,
    announce_upload,
    drop_upload,
    finish_upload,
    sweep_uploads,
)

__all__ = [
    "add_piece", "adopt_items", "announce_upload", "approve_publication", "ask_fetch", "begin_fetch", "deliver", "drop_upload", "end_fetch", "fail_fetch", "finish_upload", "note_refused", "note_same",
    "note_taken", "receive", "recover", "refuse_publication", "register_source", "remove_source", "restore", "start_due", "sweep_uploads",
]  # fmt: skip
