"""Everything that subscriptions change: subscriptions, their batches, exchange nodes and what these report."""

from gongshu.subscription.services.exchanging import (
    authenticate,
    begin_for,
    due_for,
    forget_nonces,
    note_failure,
    take_receipt,
)
from gongshu.subscription.services.handing import SEND, begin, confirm, fail, note_sent, start_due
from gongshu.subscription.services.nodes import (
    enrol,
    invite,
    invite_again,
    remove_node,
    resume_node,
    suspend_node,
)
from gongshu.subscription.services.subscribing import PURPOSE, ask_batch, stop, subscribe

__all__ = [
    "PURPOSE", "SEND", "ask_batch", "authenticate", "begin", "begin_for", "confirm", "due_for", "enrol", "fail", "forget_nonces", "invite", "invite_again", "note_failure", "note_sent", "remove_node",
    "resume_node", "start_due", "stop", "subscribe", "suspend_node", "take_receipt",
]  # fmt: skip
