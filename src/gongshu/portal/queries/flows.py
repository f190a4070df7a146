"""The data map: which body gives what to whom by the grants that run, as far as one may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State
from gongshu.people import permission
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.queries import NoSuchBody
from gongshu.ui.words import english

MOST: Final = 500  # rows of the table; the picture has fewer, and so many pairs of bodies no city has
PUBLIC: Final = ""  # stands for enterprises and persons, who are named to nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What goes one way: from a body to a receiver, and in the map of one body by one entry."""

    provider: str  # code of a body
    receiver: str  # code of a body, or PUBLIC
    entry: str  # its number; empty in the map of all
    title: str
    grants: int  # that run
    entries: int  # they are about


@dataclass(frozen=True, slots=True, kw_only=True)
class DataMap:
    """The flows, the widest first, and who is in them."""

    about: Body | None  # the map of this body
    flows: Sequence[Flow]
    bodies: Mapping[str, str]  # name by code, with that of the public
    is_cut: bool  # there are more than MOST

    @property
    def grants(self) -> int:
        return sum(each.grants for each in self.flows)

    @property
    def providers(self) -> int:
        return len({each.provider for each in self.flows})

    @property
    def receivers(self) -> int:
        return len({each.receiver for each in self.flows})

    def as_json(self) -> dict[str, Any]:
        return {
            "body": self.about.code if self.about else None,
            "flows": [
                {
                    "provider": each.provider, "receiver": each.receiver or None, "entry": each.entry or None, "title": each.title or None,
                    "grants": each.grants, "entries": each.entries,
                }
                for each in self.flows
            ],
            "cut": self.is_cut,
        }  # fmt: skip


@permission.query
def flows(actor: Actor, *, about: str = "") -> DataMap:
    """Return the map of all running grants that this person may see, or that of one body with the entries between.

    Raises: NoSuchBody.
    """
    held = Grant.objects.visible_to(actor).filter(state=State.LIVE)
    body = _body(actor, about) if about else None
    between = ("entry", "title") if body else ()
    if body:
        held = held.filter(Q(provider=body) | Q(body=body))
    counted = held.order_by().values("provider__code", "body__code", *between)
    rows = counted.annotate(grants=Count("pk"), entries=Count("entry", distinct=True))
    found = list(rows.order_by("-grants", "provider__code", "body__code", *between[:1])[: MOST + 1])
    return DataMap(
        about=body,
        flows=[
            Flow(
                provider=each["provider__code"], receiver=each["body__code"] or PUBLIC, entry=each.get("entry", ""), title=each.get("title", ""),
                grants=each["grants"], entries=each["entries"],
            )
            for each in found[:MOST]
        ],
        bodies=_names({code for each in found for code in (each["provider__code"], each["body__code"]) if code}),
        is_cut=len(found) > MOST,
    )  # fmt: skip


def _body(actor: Actor, code: str) -> Body:
    found: Body | None = Body.objects.visible_to(actor).filter(code=code).first()
    if found is None:
        raise NoSuchBody(code)
    return found


def _names(codes: set[str]) -> dict[str, str]:
    bodies = Body.objects.filter(code__in=codes)
    named = {body.code: (body.en if english() and body.en else body.zh) for body in bodies}
    return {**named, PUBLIC: _("企业和个人")}
