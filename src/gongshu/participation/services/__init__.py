"""What changes in participation."""

from gongshu.participation.services.following import follow_case
from gongshu.participation.services.keeping import (
    drop,
    drop_search,
    keep,
    keep_search,
    rate,
    set_search_letters,
    stop_letters,
)
from gongshu.participation.services.telling import gather, send, send_daily

__all__ = [
    "drop",
    "drop_search",
    "follow_case",
    "gather",
    "keep",
    "keep_search",
    "rate",
    "send",
    "send_daily",
    "set_search_letters",
    "stop_letters",
]
