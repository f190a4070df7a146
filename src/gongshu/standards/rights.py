"""Who drafts, issues and answers for standards, and who may say what they think of a draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.holding import acts_for, holder
from gongshu.people.models import Body, Region
from gongshu.people.permission import rule
from gongshu.standards.models import Norm
from gongshu.standards.words import Kind

ISSUER, SPECIFIER = "standards.issuer", "catalogue.specifier"


def issuer_of(norm: Norm, day: date) -> Body | None:
    """Return the body that issues a standard under the text of the place; a sector department issues its own."""
    if norm.kind == Kind.SECTOR:
        return norm.body
    return issuer(norm.body.territory, day, SPECIFIER if norm.kind == Kind.SPECIFICATION else ISSUER)


def issuer(region: Region, day: date, function: str = ISSUER) -> Body | None:
    return holder(function, party_region=region, day=day)


def _drafts(actor: Actor, about: Any) -> bool:
    return acts_for(actor, about if isinstance(about, Body) else about.body)


def _answers(actor: Actor, about: Any) -> bool:
    assert isinstance(about, Norm)
    return acts_for(actor, about.body) or acts_for(actor, issuer_of(about, timezone.localdate(clock.now())))


def _decides(actor: Actor, about: Any) -> bool:
    """Whoever reviews the entries of a provider; asked of a body, whether it reviews those of its own place."""
    body = about.provider if isinstance(about, Entry) else about
    return acts_for(
        actor, holder("catalogue.reviewer", party_region=body.territory, day=timezone.localdate(clock.now()))
    )


def _takes_over(actor: Actor, about: Any) -> bool:
    """The body that issues standards where one's own body is, and that body alone, takes over what others issue."""
    if not isinstance(about, Body):  # whoever works in no body
        return False
    found = issuer(about.territory, timezone.localdate(clock.now()))
    return found is not None and found.pk == about.pk and acts_for(actor, about)


rule(
    "standards.draft", _drafts, zh="仅起草单位承担职责的人员可以起草和修订", en="only staff of the drafting body who hold a duty in it draft and revise",
)  # fmt: skip
rule(
    "standards.answer", _answers, zh="仅起草单位和发布单位可以查看和答复意见",
    en="only the body that drafts and the one that issues read opinions and answer them",
)  # fmt: skip
rule(
    "standards.adopt", _takes_over, zh="仅发布数据标准的单位可以引入国家标准、行业标准",
    en="only the body that issues data standards takes over national and industry standards",
)  # fmt: skip
rule(
    "standards.opine", lambda actor, about: actor.is_signed_in, zh="登录后可以提出意见", en="whoever is signed in may say what they think",
)  # fmt: skip
rule(
    "standards.decide", _decides, zh="仅审核目录的数据主管部门可以确定数据元的唯一来源",
    en="only the data authority that reviews the catalogue decides which entry is the one source of an element",
)  # fmt: skip
rule(
    "standards.measured",
    lambda actor, about: bool(actor.body),
    zh="仅单位人员可以查看落标率",
    en="only staff of public bodies read the conformance rates",
)
rule("standards.clock", lambda actor, about: actor.kind == "system", zh="由系统时钟执行", en="the clock alone")
