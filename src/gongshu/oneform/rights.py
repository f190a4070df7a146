"""The rights of one form, each with its one rule."""

from __future__ import annotations

from gongshu.people.holding import acts_for
from gongshu.people.permission import rule

rule(
    "oneform.see",
    lambda actor, about: bool(actor.body),
    zh="仅单位人员可以查看表单",
    en="only staff of a body see its forms",
)
rule(
    "oneform.define",
    acts_for,
    zh="仅本单位承担职责的人员可以定义本单位的表单",
    en="only staff of a body who hold a duty in it define its forms",
)
rule(
    "oneform.fill",
    acts_for,
    zh="仅表单所属单位承担职责的人员可以填写",
    en="only staff of the form's body who hold a duty in it fill it",
)
