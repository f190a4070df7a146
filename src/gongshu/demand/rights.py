"""The rights of demand, each with its one rule."""

from __future__ import annotations

from gongshu.people.permission import rule

rule(
    "demand.ways",
    lambda actor, about: True,
    zh="任何人可以查看本地能否提出数据需求、向谁提出",
    en="whoever comes may know whether and how demands are raised here",
)
