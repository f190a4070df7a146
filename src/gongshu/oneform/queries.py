"""What pages and API read of forms and fillings: each starts from what this person may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from gongshu.cases.ways import ways_to
from gongshu.catalogue.models import Entry, Item
from gongshu.catalogue.models.entries import ENTRY
from gongshu.grants.models import Grant
from gongshu.grants.models.grants import State as GrantState
from gongshu.law.procedures import Procedure
from gongshu.oneform.errors import UnknownForm
from gongshu.oneform.models import Filling, Form, FormField, State
from gongshu.oneform.sealing import opened
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import allowed, query, require

_NEWEST = 50
_MOST = 100  # forms that are listed, grants that are offered to whoever defines one


@query
def forms(actor: Actor) -> list[Form]:
    """Return the forms in use that this person sees, by number. Raises: Refused."""
    require(actor, "oneform.see")
    found = Form.objects.all().visible_to(actor).filter(ended_at__isnull=True).select_related("body")
    counted = found.annotate(filled=Count("fillings", distinct=True), asks=Count("fields", distinct=True))
    return list(counted.order_by("number")[:_MOST])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One form with its fields, and what this person may do with it."""

    form: Form
    fields: Sequence[tuple[FormField, str]]  # each with the title of the entry it is filled from, or could be
    own: bool  # whether this person defines and fills it
    fillings: Sequence[Filling]  # of the body's own, newest first


@query
def form(actor: Actor, number: str) -> Shown:
    """Return one form. Raises: UnknownForm."""
    found: Form | None = Form.objects.all().visible_to(actor).select_related("body").filter(number=number).first()
    if found is None:
        raise UnknownForm(number)
    fields = list(found.fields.all())
    titles = _titles({field.entry or field.pointer for field in fields})
    return Shown(
        form=found,
        fields=[(field, titles.get(field.entry or field.pointer, "")) for field in fields],
        own=allowed(actor, "oneform.fill", found.body).allowed,
        fillings=list(Filling.objects.all().visible_to(actor).filter(form=found).order_by("-pk")[:_NEWEST]),
    )


def _titles(numbers: set[str]) -> Mapping[str, str]:
    found = Entry.objects.filter(number__in=numbers, current__isnull=False)
    return dict(found.values_list("number", "current__title"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One field of a filling: its value with the source it came from, or what is still asked."""

    field: FormField
    value: str
    is_shared: bool
    title: str  # of the entry
    provider: str
    ways: Sequence[Procedure]  # by which whoever fills it contests the value


@query
def filling(actor: Actor, number: str, now: datetime) -> tuple[Filling, str, list[Filled]]:
    """Return a filling with its key and its fields, to whoever may fill the form. Raises: UnknownForm; Refused."""
    seen = Filling.objects.all().visible_to(actor).select_related("form__body").filter(number=number)
    found: Filling | None = seen.first()
    if found is None:
        raise UnknownForm(number)
    require(actor, "oneform.fill", found.form.body)
    said = opened(found)
    fields = list(found.form.fields.all())
    entries = {
        each.number: each
        for each in Entry.objects.filter(number__in={field.entry for field in fields}).select_related(
            "current", "provider"
        )
    }
    ways = {
        number: ways_to(actor, "catalogue.mend", ENTRY, number, now, entry)
        for number, entry in entries.items()
        if entry.current
    }
    return found, str(said["key"]), [_filled(field, said, entries, ways) for field in fields]


def _filled(
    field: FormField, said: Mapping[str, Any], entries: Mapping[str, Entry], ways: Mapping[str, Sequence[Procedure]]
) -> Filled:
    place, entry = str(field.place), entries.get(field.entry)
    shared = place in said["shared"]
    return Filled(
        field=field, value=str(said["shared"].get(place) or said["asked"].get(place, "")), is_shared=shared,
        title=entry.shown.title if entry and shared else "", provider=entry.provider.zh if entry and shared else "",
        ways=ways.get(field.entry, ()) if shared else (),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A grant from whose items a form of the body may be filled."""

    grant: Grant
    items: Sequence[tuple[str, str]]  # code and name


@query
def offered(actor: Actor, now: datetime) -> tuple[Body | None, list[Offered]]:
    """Return the body of this person, if they may define its forms, and its live sharing grants with their items."""
    require(actor, "oneform.see")
    body = Body.objects.filter(code=actor.body).first()
    if body is None or not allowed(actor, "oneform.define", body).allowed:
        return None, []
    grants = Grant.objects.all().visible_to(actor).filter(body=body, channel="sharing", state=GrantState.LIVE)
    live = [each for each in grants.order_by("-pk")[:_MOST] if each.covers(timezone.localdate(now))]
    rows = Item.objects.filter(version__published_of__number__in={each.entry for each in live})
    names = {
        (number, code): name for number, code, name in rows.values_list("version__published_of__number", "code", "name")
    }
    return body, [
        Offered(grant=each, items=[(code, names.get((each.entry, code), code)) for code in each.items]) for each in live
    ]


@query
def open_fillings(actor: Actor) -> list[Filling]:
    """Return the fillings of this person's body that were not sent yet, newest first."""
    found = Filling.objects.all().visible_to(actor).filter(state=State.OPEN).select_related("form")
    return list(found.order_by("-pk")[:_NEWEST])


@query
def own_body(actor: Actor) -> Body:
    """Return the body that this person works in. Raises: Refused for whoever works in none."""
    require(actor, "oneform.see")
    return Body.objects.get(code=actor.body)
