"""The rights of participation, each with its one rule."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.permission import rule

_SIGN_IN = {"remedy_zh": "请先登录", "remedy_en": "sign in first"}


def _rates(actor: Actor, about: Any) -> bool:
    return actor.is_signed_in and isinstance(about, Entry) and about.provider.code != actor.body


rule(
    "participation.rate",
    _rates,
    zh="登录后可以评分，提供单位不能评价自己的数据",
    en="whoever is signed in may give stars, but not to the data of their own body",
    remedy_zh="请以提供单位以外的账号登录",
    remedy_en="sign in as somebody who does not work for the provider",
)
rule(
    "participation.keep",
    lambda actor, about: actor.is_signed_in,
    zh="登录后可以收藏、保存检索和订阅",
    en="whoever is signed in may keep entries and searches",
    **_SIGN_IN,
)
rule(
    "participation.moderate",
    lambda actor, about: bool(actor.body),
    zh="公共管理和服务机构的人员可以查看本单位待审核的内容",
    en="staff of a public body see what waits for their body",
)
rule(
    "participation.stop_letters",
    lambda actor, about: True,
    zh="持有退订链接的人可以退订",
    en="whoever holds the link of a letter may stop the letters",
)
rule(
    "participation.tell",
    lambda actor, about: actor.kind == "system",
    zh="由系统自动执行",
    en="the node itself",
)
