"""Everything that collection changes: deliveries, decisions about them, restored snapshots."""

from gongshu.collection.services.deciding import adopt_items, approve_publication, refuse_publication, restore
from gongshu.collection.services.delivering import deliver, receive
from gongshu.collection.services.recovering import recover

__all__ = ["adopt_items", "approve_publication", "deliver", "receive", "recover", "refuse_publication", "restore"]
