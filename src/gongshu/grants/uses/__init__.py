"""Every use of data, written durably before its answer leaves, in a file of its own that the control database never waits for."""

from gongshu.grants.uses.records import Use, key_digest
from gongshu.grants.uses.store import Accepted, Share, Store, store_at

__all__ = ["Accepted", "Share", "Store", "Use", "key_digest", "store_at"]
