"""Issuing rules of classification and grading: each version says what the text has it say, and is kept for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.errors import NothingChanged, NotProvided
from gongshu.classification.errors import Unfit
from gongshu.classification.kinds import RuleKind, kind_of
from gongshu.classification.models import RuleText
from gongshu.law.terms import Term
from gongshu.ledger import jcs
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body, Region
from gongshu.people.permission import require, service

_TITLE, _SECTOR, _STATEMENT, _PROVISION, _MOST = 120, 60, 1000, 4000, 500
Fault = tuple[str, str]  # zh, en


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Rules as they are handed in. `statements`: parameter → key → what the rules say of it."""

    title: str
    in_force_on: date
    provisions: Sequence[str]
    sector: str = ""
    document: str = ""
    statements: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    made_with: Sequence[str] = ()  # codes of bodies


@service
def issue(kind: str, said: Said, *, actor: Actor, now: datetime) -> RuleText:
    """Issue the next version of a kind of rules and return it.

    Source: 达州办法 第十二条; 成都条例 第十三条第一款、第十四条第一款; 江苏条例 第二十条; 湖南草案 第十一条第一款. Raises: NotProvided where
    no text of the place has such rules; Unfit naming every principle, criterion, basis or participant that is missing; NothingChanged; Refused.
    """
    wanted, day = kind_of(kind), timezone.localdate(now)
    held = terms(day)
    provided = wanted.provided(held)
    body = Body.objects.select_related("region", "entrusted").filter(code=actor.body).first()
    require(actor, "classification.rules", (wanted, body, day))
    assert body is not None  # the rule above answers no without one
    if provided is None:
        raise NotProvided(
            f"本地法规没有规定制定“{wanted.title}”", f"no text in force for {held.jurisdiction} has somebody make {kind}", where=kind,
        )  # fmt: skip
    stated, joined = wanted.stated(held), wanted.joined(held)
    partners, faults = _partners(said, joined, body)
    faults += _faults(wanted, said, stated)
    if faults:
        raise Unfit(said.title or kind, faults, next((term.article for term in (*stated, joined) if term), None))
    articles = list(dict.fromkeys(str(term.article) for term in (provided, *stated)))
    return _write(wanted, said, body, partners, articles, actor, now)


def _write(
    kind: RuleKind, said: Said, body: Body, partners: Sequence[str], articles: list[str], actor: Actor, now: datetime
) -> RuleText:
    fields = {
        "title": said.title.strip(), "document": said.document.strip(), "sector": said.sector.strip(), "statements": _plain(said.statements),
        "provisions": _provisions(said), "made_with": list(partners),
    }  # fmt: skip
    digest = sha256(jcs.canonical({**fields, "in_force_on": said.in_force_on.isoformat()})).hexdigest()
    region: Region = body.territory
    with transaction.atomic():
        Region.objects.select_for_update().get(pk=region.pk)
        last = RuleText.objects.filter(kind=kind.name, region=region, sector=fields["sector"]).first()
        if last is not None and last.digest == digest:
            raise NothingChanged(kind.title, last.version)
        made = RuleText.objects.create(
            kind=kind.name, region=region, author=body, version=last.version + 1 if last else 1, in_force_on=said.in_force_on, digest=digest,
            articles=articles, issued_at=now, issued_by=actor.login, **fields,
        )  # fmt: skip
        facts = {"version": made.version, "in_force_on": said.in_force_on.isoformat(), "digest": digest}
        subject = Subject("grading-rules", made.number, made.title)
        record(Event.RULES_ISSUE, subject, by=actor, at=now, law="、".join(articles), facts=facts)
    return made


def _plain(statements: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {key: text.strip() for key, text in said.items()} for name, said in statements.items() if said}


def _provisions(said: Said) -> list[str]:
    return [line.strip() for line in said.provisions if line.strip()]


def _faults(kind: RuleKind, said: Said, stated: Sequence[Term]) -> list[Fault]:
    found: list[Fault] = []
    if not said.title.strip() or len(said.title) > _TITLE:
        found.append((f"须写明名称，不超过 {_TITLE} 个字符", f"a title of at most {_TITLE} characters is missing"))
    lines = _provisions(said)
    if not lines or len(lines) > _MOST or any(len(line) > _PROVISION for line in lines):
        found.append(
            (
                f"须写明 1 至 {_MOST} 条内容，每条不超过 {_PROVISION} 个字符",
                f"between 1 and {_MOST} provisions of at most {_PROVISION} characters are needed",
            )
        )
    if bool(kind.role) != bool(said.sector.strip()) or len(said.sector) > _SECTOR:
        found.append(
            ("行业实施细则须写明行业，其他规则不写", "rules of a sector name it, and only they do")
        )  # fmt: skip
    for term in stated:
        found += _unstated(term, said.statements.get(term.name, {}))
    return found


def _unstated(term: Term, said: Mapping[str, str]) -> list[Fault]:
    """What the text has the rules say and they do not, key by key."""
    found: list[Fault] = []
    for key in term.value:
        names, text = term.names[key], said.get(key, "").strip()
        if not text:
            found.append(
                (
                    f"{term.description['zh']}：没有写明“{names['zh']}”（{term.article}）",
                    f"{term.description['en']}: nothing is said of {names['en']!r} ({term.article})",
                )
            )
        elif len(text) > _STATEMENT:
            found.append(
                (f"“{names['zh']}”超过 {_STATEMENT} 个字符", f"{names['en']!r} is longer than {_STATEMENT} characters")
            )
    return found


def _partners(said: Said, joined: Term | None, body: Body) -> tuple[list[str], list[Fault]]:
    """Return the bodies that took part. Others have to where the text says `with`."""
    wanted = sorted({code.strip() for code in said.made_with} - {"", body.code})
    known = set(Body.objects.filter(code__in=wanted).values_list("code", flat=True))
    faults: list[Fault] = [
        (f"没有代码为 {code} 的单位", f"there is no body {code!r}") for code in wanted if code not in known
    ]
    if joined is not None and not wanted:
        names = "、".join(joined.names[key]["zh"] for key in joined.value)
        names_en = ", ".join(joined.names[key]["en"] for key in joined.value)
        faults.append(
            (
                f"须会同{names}制定，写明参加的单位（{joined.article}）",
                f"made together with {names_en}: name the bodies that took part ({joined.article})",
            )
        )
    return wanted, faults
