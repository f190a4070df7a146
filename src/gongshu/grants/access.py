"""Whether somebody may take data of an entry right now, under which grant or article, and what of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongshu.catalogue.models import Entry
from gongshu.grants import selection
from gongshu.grants.channels import direct_way, require_channel
from gongshu.grants.entries import FileRef, entry_of, files_of, offer_of, receiver_for, receiver_of
from gongshu.grants.errors import NotHandedOut, UnknownGrant
from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State
from gongshu.grants.offers import Offer
from gongshu.grants.selection import Selection
from gongshu.law.articles import Article
from gongshu.people import law
from gongshu.people.actor import ANYONE, Actor
from gongshu.people.permission import query, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Leave to take data, as of the moment it was asked for."""

    offer: Offer
    selection: Selection
    article: Article | None
    platform: str  # the channel that the text prescribes, a key of sharing.channel or opening.channel; empty where it is silent
    grant: Grant | None = None  # None: taken directly

    @property
    def law(self) -> str:
        return self.article.label if self.article else ""


@query
def direct(actor: Actor, number: str, now: datetime) -> Permit:
    """Return the permit to take an entry without an application.

    Source: 达州办法 第二十条第一款、第二十七条第一款. Raises: UnknownGrant for an entry that this person may not see; Refused.
    """
    if not Entry.objects.visible_to(actor).filter(number=number).exists():
        raise _unknown(number)
    offer = offer_of(entry_of(number))
    terms = law.terms(timezone.localdate(now))
    way = direct_way(offer, receiver_for(actor), terms)
    require(actor, "grants.take", way or _Applied(number))
    assert way is not None  # require() lets only a way that is direct through
    return Permit(
        offer=offer,
        selection=selection.of_offer(offer),
        article=way.article,
        platform=str(terms.value(f"{way.channel}.channel", "")),
    )


def is_open_to_anyone(offer: Offer, now: datetime) -> bool:
    """Say whether a program takes an entry without a token. Source: opening.unconditional_access (达州办法 第二十七条第一款)."""
    way = direct_way(offer, receiver_for(ANYONE), law.terms(timezone.localdate(now)))
    return way is not None and way.direct


@dataclass(frozen=True, slots=True)
class _Applied:
    """An entry whose data takes an application."""

    number: str
    direct: bool = False

    def __str__(self) -> str:
        return self.number


def _unknown(number: str) -> UnknownGrant:
    return UnknownGrant(
        f"没有您可以查看的目录 {number}", f"there is no entry {number!r} that you may see", shown=number,
        remedy_zh="核对编号，或者在目录中搜索", remedy_en="check the number or search the catalogue",
    )  # fmt: skip


def under(grant: Grant, now: datetime) -> Permit:
    """Return the permit that a grant gives now; whoever shows its token or link acts for its receiver.

    Raises: NotHandedOut where it is suspended, over or not begun; NotLawful where the entry has been withheld since.
    """
    today = timezone.localdate(now)
    if not grant.covers(today):
        raise _not_now(grant)
    offer, terms = offer_of(entry_of(grant.entry)), law.terms(today)
    channel = require_channel(offer, receiver_of(grant.receiver), terms)
    platform = str(terms.value(f"{channel}.channel", ""))
    return Permit(
        offer=offer, selection=selection.of_grant(grant, offer), article=grant.cited, platform=platform, grant=grant
    )


def files_under(grant: Grant, now: datetime) -> tuple[FileRef, ...]:
    """Return the files that a grant gives now: all of the entry's where its terms cut and mask nothing, else none. Raises: as `under`."""
    return files_of(grant.entry) if under(grant, now).selection.whole else ()


def _not_now(grant: Grant) -> NotHandedOut:
    until = grant.until.isoformat() if grant.until else "—"
    return NotHandedOut(
        f"授权 {grant.number} 现为“{State(grant.state).label}”，使用期限 {grant.starts_on} 至 {until}",
        f"grant {grant.number} is {grant.state}; it runs from {grant.starts_on} to {until}",
        shown=grant.number, remedy_zh="联系作出决定的单位，或者申请续期", remedy_en="ask the body that decided, or apply to renew it",
    )  # fmt: skip
