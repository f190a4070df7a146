"""Standards: the list, one with its versions, opinions and what it lacks, and the way in which the place makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from gongshu.cases.models import Case, CaseSubject
from gongshu.law.articles import Article
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import allowed, query, require
from gongshu.standards import content, hearing
from gongshu.standards.errors import NoSuchStandard
from gongshu.standards.hearing import Lack
from gongshu.standards.models import NORM, Norm, NormVersion, Opinion
from gongshu.standards.rights import issuer, issuer_of
from gongshu.standards.words import Kind, State
from gongshu.ui.paging import Page, page

_PARAMETERS = (
    "standards.led_by", "standards.made_with", "standards.basis", "standards.industry_norms", "standards.sector_norms", "standards.levels",
)  # fmt: skip
MAKES: Mapping[str, str] = {
    Kind.STANDARD: "data-standard", Kind.SECTOR: "sector-norm", Kind.SPECIFICATION: "catalogue-specification",
}  # fmt: skip
ENDS: Mapping[str, str] = {Kind.STANDARD: "norm-withdrawal", Kind.SECTOR: "sector-norm-withdrawal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the texts of the place have standards made; silence stays silence."""

    said: Sequence[Term]
    leader: Mapping[str, str] | None  # who leads, as the text names it
    issuer: Body | None  # who issues where this person's body is
    drafts: bool  # whether this person may begin one
    decides: bool  # whether this person decides which entry is the one source of an element
    adopts: bool  # whether this person takes over what others issue

    def term(self, name: str) -> Term | None:
        return next((each for each in self.said if each.name == name), None)

    @property
    def basis(self) -> Mapping[str, Mapping[str, str]]:
        """What a draft has to say how it follows, by key."""
        term = self.term("standards.basis")
        return {key: term.names.get(key, {"zh": key, "en": key}) for key in term.value} if term else {}

    @property
    def listed(self) -> Sequence[tuple[Term, Sequence[Mapping[str, str]]]]:
        """Each list of a text with the names in it."""
        lists = [term for term in self.said if isinstance(term.value, list | tuple)]
        return [(term, [term.names.get(key, {"zh": key, "en": key}) for key in term.value]) for term in lists]


@query
def way(actor: Actor, now: datetime) -> Way:
    """Return what the texts of the place say of standards, and what this person may do."""
    require(actor, "people.public")
    day = timezone.localdate(now)
    held = terms(day)
    said = [term for name in _PARAMETERS if (term := held.get(name)) is not None and term.decides]
    led = next((term for term in said if term.name == "standards.led_by"), None)
    body = Body.objects.select_related("region").filter(code=actor.body).first() if actor.body else None
    return Way(
        said=said, leader=led.names.get(led.value) if led else None, issuer=issuer(body.territory, day) if body else None,
        drafts=body is not None and allowed(actor, "standards.draft", body).allowed,
        decides=body is not None and allowed(actor, "standards.decide", body).allowed,
        adopts=body is not None and allowed(actor, "standards.adopt", body).allowed,
    )  # fmt: skip


@query
def norms(
    actor: Actor, *, text: str = "", kind: str = "", state: str = "", after: str = "", before: str = ""
) -> Page[Norm]:
    """Return one page of the standards that this person may see, newest first."""
    found = Norm.objects.visible_to(actor).select_related("body", "current", "draft")
    if text:
        found = found.filter(Q(code__icontains=text) | Q(zh__icontains=text) | Q(en__icontains=text))
    found = found.filter(kind=kind) if kind in Kind.values else found
    found = found.filter(state=state) if state in State.values else found
    return page(found, after=after, before=before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One standard as this person may see it."""

    norm: Norm
    version: NormVersion  # that is shown: the draft to whoever may read it, else the one in force
    versions: Sequence[NormVersion]  # issued, newest first
    changes: Sequence[content.Change]  # of the shown version against the one before it
    lines: Sequence[str]  # of the text, that came and went
    opinions: Sequence[Opinion]  # those that this person may read
    lacks: Sequence[Lack]  # what the draft still lacks before it is issued
    case: Case | None  # that is open about it, as far as this person sees it
    edits: bool
    answers: bool
    opines: bool  # whether the public is asked now, and this person may answer
    issuer: Body | None
    article: Article | None  # by which it is issued

    @property
    def makes(self) -> str:
        """The procedure by which the draft is issued."""
        return MAKES[self.norm.kind]

    @property
    def ends(self) -> str:
        return ENDS.get(self.norm.kind, "")


@query
def norm_of(actor: Actor, number: int, now: datetime, *, version: int = 0) -> Shown:
    """Return one standard; `version` asks for an issued one instead of the newest that this person may see. Raises: NoSuchStandard."""
    norm = _norm(actor, number)
    day = timezone.localdate(now)
    reads = allowed(actor, "standards.answer", norm).allowed
    issued = list(norm.versions.filter(issued_at__isnull=False).order_by("-number"))
    shown = _version_of(norm, issued, actor, version, reads)
    former = next((each for each in issued if each.number < shown.number), None)
    running = CaseSubject.objects.filter(
        kind=NORM, subject=str(number), case__ended=False, case__parent__isnull=True
    ).values("case")
    case = Case.objects.visible_to(actor).filter(pk__in=running).first()
    by = issuer_of(norm, day)
    held = terms(day)
    drafting = shown.issued_at is None
    opinions = shown.opinions.select_related("body", "account")
    if not reads:
        opinions = opinions.filter(account_id=actor.account_id) if actor.account_id else opinions.none()
    term = held.get("standards.sector_norms" if norm.kind == Kind.SECTOR else "standards.made_with")
    return Shown(
        norm=norm, version=shown, versions=issued, changes=content.changes(_parts(former), _parts(shown)) if former else (),
        lines=content.lines_changed(former.text, shown.text) if former else (), opinions=list(opinions),
        lacks=list(hearing.lacks(norm, shown, by, held, day)) if drafting and reads and by else (), case=case,
        edits=case is None and norm.state != State.WITHDRAWN and allowed(actor, "standards.draft", norm).allowed, answers=reads and drafting,
        opines=not reads and drafting and shown.is_open_to_the_public(day) and allowed(actor, "standards.opine", norm).allowed,
        issuer=by, article=term.article if term is not None and term.decides else None,
    )  # fmt: skip


def _version_of(norm: Norm, issued: Sequence[NormVersion], actor: Actor, wanted: int, reads: bool) -> NormVersion:
    """Return the version to show. A draft is shown to its body, to whoever decides or was asked, and to all while the public is asked."""
    if wanted:
        found = next((each for each in issued if each.number == wanted), None)
        if found is None:
            raise NoSuchStandard(f"{norm.code} / {wanted}")
        return found
    draft = norm.draft
    if draft is not None and (
        reads or draft.public_until is not None or actor.body in draft.consulted or norm.current is None
    ):
        return draft
    newest = norm.current or next(iter(issued), None)
    if newest is None:
        raise NoSuchStandard(norm.pk)
    return newest


def _norm(actor: Actor, number: int) -> Norm:
    seen = Norm.objects.visible_to(actor).select_related("body__region", "current", "draft")
    found: Norm | None = seen.filter(pk=number).first()
    if found is None:
        raise NoSuchStandard(number)
    return found


def _parts(version: NormVersion) -> Mapping[str, Sequence[Mapping[str, object]]]:
    return {part: getattr(version, part) for part in content.PARTS}
