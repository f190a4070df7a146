"""What the public does, by the same services as a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.participation.models import Question, Reuse
from gongshu.people import Actor

SECRET = {"kind": "law", "law": "保守国家秘密法", "article": "第十三条"}


def ask(
    entry: Entry, who: Actor, hours: float = 1, *, title: str = "更新时间", text: str = "数据多久更新一次？"
) -> Case:
    facts = {"subject_line": title, "issue": text}
    return cases.open_case("entry-question", [entry.number], facts, actor=who, now=at(hours))


def move(case: Case, outcome: str, who: Actor, now: datetime, **facts: Any) -> Case:
    return cases.move(case.number, outcome, Statement(reason=facts.pop("reason", ""), facts=facts), actor=who, now=now)


def shown(entry: Entry, asker: Actor, officer: Actor, hours: float = 1) -> Question:
    """A question that was asked and let through."""
    case = ask(entry, asker, hours)
    move(case, "show", officer, at(hours + 1))
    found: Question = Question.objects.get(case=case.number)
    return found


def answer(question: Question, steward: Actor, hours: float, text: str = "每天更新。") -> Question:
    move(Case.objects.get(number=question.case), "answer", steward, at(hours), answer=text)
    question.refresh_from_db()
    return question


def withhold(entry: Entry, steward: Actor, officer: Actor, hours: float) -> None:
    """Publish a next version that is withheld from opening."""
    said = complete(opening="withheld", opening_reason="涉及国家秘密", opening_conditions="", opening_basis=SECRET)
    catalogue.edit(entry.number, said, actor=steward, now=at(hours))
    entry.refresh_from_db()
    publish(entry, steward, officer, at(hours))


def submit_reuse(entry: Entry, who: Actor, hours: float = 1, **facts: str) -> Case:
    said = {
        "subject_line": "看房地图",
        "maker": "数通科技",
        "description": "把登记信息画在地图上。",
        "link": "https://example.org/map",
    }
    return cases.open_case("reuse-case", [entry.number], {**said, **facts}, actor=who, now=at(hours))


def shown_reuse(entry: Entry, who: Actor, officer: Actor) -> Reuse:
    case = submit_reuse(entry, who)
    move(case, "show", officer, at(2))
    found: Reuse = Reuse.objects.get(case=case.number)
    return found
