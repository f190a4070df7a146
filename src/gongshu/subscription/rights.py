"""The rights of subscriptions; who may subscribe is who may use the grant."""

from __future__ import annotations

from gongshu.people.holding import acts_for
from gongshu.people.permission import rule

rule("subscription.clock", lambda actor, about: False, zh="仅由系统按时交付", en="only the node itself, by the clock, hands batches over")  # fmt: skip
rule("subscription.exchange", lambda actor, about: False, zh="仅由出示密钥的交换节点", en="only an exchange node that shows its key")  # fmt: skip
rule("subscription.nodes", acts_for, zh="仅限使用单位承担职责的人员", en="only staff of the receiving body who hold a duty in it")  # fmt: skip
