"""The city's rules of classification, a table that was graded, and important data: one set admitted, one waiting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry
from gongshu.classification import services
from gongshu.classification.services.rules import Said
from gongshu.demonstration.people import code, read
from gongshu.demonstration.register import OFFICER, steward
from gongshu.people.acting import actor_for_login
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Body
from gongshu.people.services import give_role

RULES, SECURITY, SECTOR = "dsjzx", "gaw", "wjw"


def make_rules(now: datetime) -> None:
    """Give the roles of the text, and let the operating institution and a sector department issue their rules."""
    told = read("classification.yaml")
    for body, (role, basis) in told["roles"].items():
        held = Body.objects.select_related("region").get(code=code(body))
        give_role(held, role, region=held.region, since=timezone.localdate(now), basis=basis, actor=SYSTEM, now=now)
    rules = Said(**told["rules"], in_force_on=timezone.localdate(now))
    services.issue("rules", rules, actor=_of(RULES, now), now=now)
    sector = {**told["sector"], "statements": {"classification.sector_rules_basis": told["sector"]["statements"]}}
    services.issue("sector", Said(**sector, in_force_on=timezone.localdate(now)), actor=_of(SECTOR, now), now=now)


def revise_rules(now: datetime) -> None:
    """Issue the second version of the city's rules, which begins in a month."""
    told = read("classification.yaml")
    said = Said(
        **{**told["rules"], "provisions": told["revised"]}, in_force_on=timezone.localdate(now) + timedelta(days=30)
    )
    services.issue("rules", said, actor=_of(RULES, now), now=now)


def list_data(numbers: Mapping[str, str], now: datetime) -> None:
    """Let two bodies identify important data: one is consulted on, admitted and fixed in a version, the other waits."""
    told = read("classification.yaml")
    entry = Entry.objects.get(number=numbers[told["listed"]["entry"]])
    provider = _of(entry.provider.code.rpartition("-")[2], now)
    _raise(entry, provider, now)
    author = _of(SECURITY, now)
    case = _identify(told["listed"], numbers, now)
    asked = Statement(facts={"question": "是否应当列入重要数据目录", "days": 5})
    cases.move(case, "consult", asked, actor=author, now=now)
    child = Case.objects.get(parent__number=case).number
    cases.move(child, "agree", Statement(reason=told["listed"]["answer"]), actor=_of(SECTOR, now), now=now)
    cases.tick(now)
    cases.move(case, "admit", Statement(reason=told["listed"]["reason"]), actor=author, now=now)
    services.fix("important", actor=author, now=now)
    _identify(told["waiting"], numbers, now)


def _raise(entry: Entry, provider: Actor, now: datetime) -> None:
    catalogue.edit(entry.number, {"level": "important"}, actor=provider, now=now)
    review = catalogue.submit([entry.number], "按规则定为重要数据", actor=provider, now=now)
    cases.move(review.number, "approve", Statement(), actor=actor_for_login(OFFICER, now), now=now)


def _identify(told: Mapping[str, Any], numbers: Mapping[str, str], now: datetime) -> str:
    entry = Entry.objects.select_related("provider").get(number=numbers[told["entry"]])
    harmed, degree = told["harm"]
    facts = {"data_grade": "important", "harm_object": harmed, "harm_degree": degree, "reason": told["reason"]}
    actor = _of(entry.provider.code.rpartition("-")[2], now)
    return cases.open_case("important-data", [entry.number], facts, actor=actor, now=now).number


def _of(body: str, now: datetime) -> Actor:
    return actor_for_login(steward(body), now)
