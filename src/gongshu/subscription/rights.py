"""The rights of subscriptions; who may subscribe is who may use the grant."""

from __future__ import annotations

from gongshu.people.permission import rule

rule("subscription.clock", lambda actor, about: False, zh="仅由系统按时交付", en="only the node itself, by the clock, hands batches over")  # fmt: skip
