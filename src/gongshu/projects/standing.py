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


def lacks(case: Case) -> list[Lack]:
    """Return what keeps a project from acceptance or a purchase from payment, as far as each article has it so."""
    if case.ended:
        return []
    found = [*contract_missing(case), documents_missing(case)] if case.procedure == PROJECT else [unshared(case)]
    return [each for each in found if each is not None]


def use_by_contractor(case: Case) -> str:
    """What the contractor has to do with public data; a project opened before that was asked is taken for the body's own work."""
    return str(case.facts.get("contractor_data", "own_work"))


def contract_missing(case: Case) -> list[Lack]:
    """Return what is not recorded of a contractor: the contract, and that somebody looked how it keeps the data safe. Source: 达州办法 第四十六条第一款."""
    if use_by_contractor(case) == "own_work":
        return []
    documents, supervision = said(case, "protection.outsourcing_documents"), said(case, "supervision.service_provider")
    found = []
    if documents is not None and not case.facts.get("contractor"):
        names = {"zh": "承建合同的登记", "en": "the record of the contractor"}
        found.append(Lack(names=[names], facts=["contractor"], article=documents.article))
    if supervision is not None and supervision.value and not case.facts.get("provider_check"):
        names = {"zh": "对服务提供方的监督检查", "en": "a check of the service provider"}
        found.append(Lack(names=[names], facts=["provider_check"], article=supervision.article))
    return found


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
