"""What people do with grants besides deciding on them."""

from gongshu.grants.services.handouts import hand_out, issue_token, order_file, rotate, stop_handout
from gongshu.grants.services.recalls import recall, take_over
from gongshu.grants.services.reports import open_reports
from gongshu.grants.services.tracing import Match, trace

__all__ = [
    "Match",
    "hand_out",
    "issue_token",
    "open_reports",
    "order_file",
    "recall",
    "rotate",
    "stop_handout",
    "take_over",
    "trace",
]
