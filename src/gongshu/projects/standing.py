"""What a project or a purchase still lacks under the text of its day: one look for the effects that refuse and for the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gongshu.cases.models import Case
from gongshu.law.articles import Article
from gongshu.projects.terms import said

PROJECT: Final = "it-project"
PURCHASE: Final = "data-purchase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What is missing before the next step, and the article that has it so."""

    names: Sequence[Mapping[str, str]]  # zh, en
    facts: Sequence[str]  # what the case does not say
    article: Article | None

    def words(self, language: str) -> str:
        return ("、" if language == "zh" else ", ").join(each[language] for each in self.names)


def lacks(case: Case) -> Lack | None:
    """Return what keeps a project from acceptance or a purchase from payment; None where nothing does."""
    if case.ended:
        return None
    return documents_missing(case) if case.procedure == PROJECT else unshared(case)


def documents_missing(case: Case) -> Lack | None:
    """Return the documents that a text has handed in before acceptance and that are not in. Source: 达州办法 第十一条第一款."""
    wanted, covered = said(case, "projects.documents_before_acceptance"), said(case, "projects.covered")
    if wanted is None or covered is None or case.facts["project_kind"] not in covered.value:
        return None
    missing = [name for name in wanted.value if not case.facts.get(name)]
    names = [wanted.names[name] for name in missing]
    return Lack(names=names, facts=missing, article=wanted.article) if missing else None


def unshared(case: Case) -> Lack | None:
    """Return that what was bought is not in the catalogue yet, where the payment waits for it. Source: 达州办法 第十一条第二款."""
    term = said(case, "procurement.unshared_consequences")
    if term is None or "payment_withheld" not in term.value or case.facts.get("purchased_entry"):
        return None
    names = [{"zh": "采购成果的可共享目录", "en": "a shared entry of what was bought"}]
    return Lack(names=names, facts=["purchased_entry"], article=term.article)
