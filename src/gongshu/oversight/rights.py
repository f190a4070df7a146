"""The rights of oversight, each with its one rule."""

from __future__ import annotations

from gongshu.people.permission import rule

rule(
    "oversight.notices",
    lambda actor, about: True,
    zh="公众可以查看正在公示的违规使用通告",
    en="everybody reads the notices of misuse that are public",
)
rule(
    "oversight.credit",
    lambda actor, about: actor.is_signed_in,
    zh="登录后可以查看本人、本单位的信用记录，以及本单位作出的处置",
    en="whoever is signed in reads the credit record of themselves or their body, and what their body decided",
    remedy_zh="请先登录",
    remedy_en="sign in first",
)
rule(
    "oversight.take_down",
    lambda actor, about: actor.kind == "system",
    zh="由系统自动执行",
    en="the node itself",
)
