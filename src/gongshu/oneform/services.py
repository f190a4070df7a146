"""What changes in one form: defining and ending forms, beginning a filling and sending it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.models import Item
from gongshu.grants.models import Grant
from gongshu.oneform import reading, repeating
from gongshu.oneform.errors import FormOver, FormUnfit, UnknownForm
from gongshu.oneform.models import Filling, Form, FormField, State
from gongshu.oneform.sealing import opened, sealed
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import require, service

_MOST = 60  # fields of a form
_LONGEST = 60  # characters of a key
Fault = tuple[str, str]  # zh, en


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One field as its definer says it: filled from an item under a grant, or asked."""

    name: str = ""
    standard: str = ""
    grant: str = ""
    item: str = ""


@service
def define(title: str, key: str, fields: Sequence[Wanted], body: Body, *, actor: Actor, now: datetime) -> Form:
    """Define a form of a body and return it; the grants of its shared fields have one purpose, which is the form's.

    Raises: FormUnfit naming every fault, among them fields that are asked although sharing can give them where a text forbids that
    (成都条例 第十二条第三款; 江苏条例 第十九条第一款); Refused.
    """
    require(actor, "oneform.define", body)
    day = timezone.localdate(now)
    grants = _grants(fields, body)
    faults = [*_faults(title, key, fields), *_grant_faults(fields, grants, now)]
    rows = _rows(fields, grants)
    asked = [field for field in rows if not field.is_shared]
    pairs = [(field.name, field.standard) for field in asked]
    found = repeating.givers(pairs, body)
    refused = repeating.refusals(pairs, found, terms(day))
    faults += [(each.line("zh"), each.line("en")) for each in refused]
    if faults:
        raise FormUnfit(
            title.strip() or body.short, faults, next((each.article for each in refused if each.article), None)
        )
    for place, held in found.items():
        asked[place].pointer = held.number
    with transaction.atomic():
        Body.objects.select_for_update(of=("self",)).get(pk=body.pk)  # so that two forms never get one number
        number = f"{body.code}-BD-{Form.objects.filter(body=body).count() + 1:03}"
        purpose = next(iter(grants.values())).purpose
        form = Form.objects.create(
            number=number,
            body=body,
            title=title.strip(),
            key=key.strip(),
            purpose=purpose,
            made_at=now,
            made_by=actor.login,
        )
        for field in rows:
            field.form = form
        FormField.objects.bulk_create(rows)
        facts = {
            "shared": sum(field.is_shared for field in rows),
            "asked": len(asked),
            "could_be_shared": [held.number for held in found.values()],
        }
        record(Event.FORM_DEFINE, _about(form), by=actor, at=now, facts=facts)
    return form


def _grants(fields: Sequence[Wanted], body: Body) -> dict[str, Grant]:
    numbers = {field.grant for field in fields if field.grant}
    return {each.number: each for each in Grant.objects.filter(number__in=numbers, body=body, channel="sharing")}


def _faults(title: str, key: str, fields: Sequence[Wanted]) -> list[Fault]:
    faults: list[Fault] = []
    if not title.strip() or not key.strip():
        faults.append(("没有写明名称或者主键", "the title or what the key is was not said"))
    if not 1 <= len(fields) <= _MOST:
        faults.append((f"表单有 1 至 {_MOST} 项", f"a form has 1 to {_MOST} fields"))
    if not any(field.grant for field in fields):
        faults.append(("没有一项由共享填写", "no field is filled by sharing"))
    names = [field.name.strip() for field in fields]
    faults += [
        (f"“{name}”有两项", f"{name} stands twice") for name in dict.fromkeys(names) if name and names.count(name) > 1
    ]
    return faults


def _grant_faults(fields: Sequence[Wanted], grants: Mapping[str, Grant], now: datetime) -> list[Fault]:
    faults: list[Fault] = []
    for field in fields:
        grant = grants.get(field.grant)
        if not field.grant:
            continue
        if grant is None or not grant.covers(timezone.localdate(now)):
            faults.append(
                (f"{field.grant} 不是本单位有效的共享授权", f"{field.grant} is no live sharing grant of this body")
            )
        elif field.item not in grant.items:
            faults.append(
                (f"授权 {grant.number} 不含 {field.item}", f"grant {grant.number} does not hold {field.item}")
            )
    purposes = {grant.purpose for grant in grants.values()}
    if len(purposes) > 1:
        faults.append(
            (
                f"授权的用途不同：{'；'.join(sorted(purposes))}",
                f"the grants are for different purposes: {sorted(purposes)}",
            )
        )
    return faults


def _rows(fields: Sequence[Wanted], grants: Mapping[str, Grant]) -> list[FormField]:
    """Return the fields in order; a shared one is called and typed as its item, unless its definer names it."""
    entries = {grant.entry for grant in grants.values()}
    found = Item.objects.filter(version__published_of__number__in=entries).select_related("version__published_of")
    items = {(each.version.published_of.number, each.code): each for each in found}
    rows = []
    for place, field in enumerate(fields, 1):
        grant = grants.get(field.grant)
        item = items.get((grant.entry, field.item)) if grant else None
        rows.append(
            FormField(
                place=place, name=field.name.strip() or (item.name if item else field.item), standard=field.standard.strip() or (item.standard if item else ""),
                type=item.type if item else "text", grant=field.grant if grant else "", entry=grant.entry if grant else "", item=field.item if grant else "",
            )
        )  # fmt: skip
    return rows


@service
def end_form(number: str, *, actor: Actor, now: datetime) -> Form:
    """Take a form out of use; what was filled stays. Raises: UnknownForm; FormOver; Refused."""
    with transaction.atomic():
        form = _form(number, actor)
        require(actor, "oneform.define", form.body)
        _require_live(form)
        form.ended_at = now
        form.save(update_fields=["ended_at"])
        record(Event.FORM_END, _about(form), by=actor, at=now)
    return form


@service
def begin(number: str, key: str, *, actor: Actor, now: datetime) -> Filling:
    """Read what sharing gives for a key and keep it sealed as the beginning of a filling, which asks for the rest.

    Every reading is a use under its grant, written before anything is shown. Raises: UnknownForm; FormOver; FormUnfit without a key;
    NotFilled; NotHandedOut where a grant is over; Refused.
    """
    form = _form(number, actor)
    require(actor, "oneform.fill", form.body)
    _require_live(form)
    named = key.strip()
    if not named or len(named) > _LONGEST:
        raise FormUnfit(form.number, [(f"没有填写{form.key}", "the key is missing or too long")])
    found = reading.read(form, list(form.fields.all()), named, actor=actor, now=now)
    values = {str(each.field.place): each.value for each in found if each.value is not None}
    sources = [
        {"place": each.field.place, "grant": each.field.grant, "entry": each.field.entry, "snapshot": each.snapshot}
        for each in found
        if each.value is not None
    ]
    with transaction.atomic():
        Form.objects.select_for_update(of=("self",)).get(pk=form.pk)
        serial = f"{form.number}-{form.fillings.count() + 1:06}"
        kept = sealed(serial, {"key": named, "shared": values, "asked": {}})
        filling = Filling.objects.create(
            number=serial, form=form, sealed=kept, sources=sources, begun_at=now, begun_by=actor.login
        )
        facts = {"filled": len(values), "left": form.fields.count() - len(values)}
        record(Event.FORM_FILL, _about(form, filling), by=actor, at=now, facts=facts)
    return filling


@service
def send(number: str, answers: Mapping[str, str], *, actor: Actor, now: datetime) -> Filling:
    """Keep what was asked and close a filling. Raises: UnknownForm; FormOver; FormUnfit naming what is missing; Refused."""
    with transaction.atomic():
        seen = Filling.objects.select_for_update(of=("self",)).visible_to(actor).select_related("form__body")
        filling = seen.filter(number=number).first()
        if filling is None:
            raise UnknownForm(number)
        require(actor, "oneform.fill", filling.form.body)
        if filling.state != State.OPEN:
            raise _over(filling.number)
        said = opened(filling)
        left = [field for field in filling.form.fields.all() if str(field.place) not in said["shared"]]
        given = {str(field.place): str(answers.get(str(field.place), "")).strip()[:2000] for field in left}
        missing = [field.name for field in left if not given[str(field.place)]]
        if missing:
            raise FormUnfit(filling.number, [(f"没有填写{'、'.join(missing)}", f"not filled in: {', '.join(missing)}")])
        filling.sealed = sealed(filling.number, {**said, "asked": given})
        filling.state, filling.sent_at = State.SENT, now
        filling.save(update_fields=["sealed", "state", "sent_at"])
        record(Event.FORM_SEND, _about(filling.form, filling), by=actor, at=now, facts={"asked": len(given)})
    return filling


def _form(number: str, actor: Actor) -> Form:
    found: Form | None = Form.objects.all().visible_to(actor).select_related("body").filter(number=number).first()
    if found is None:
        raise UnknownForm(number)
    return found


def _require_live(form: Form) -> None:
    if form.ended_at is not None:
        raise _over(form.number)


def _over(number: str) -> FormOver:
    return FormOver(
        f"{number} 已停用或者已提交", f"{number} is out of use or was sent already", shown=number,
        remedy_zh="重新开始填写，或者使用其他表单", remedy_en="begin another filling, or use another form",
    )  # fmt: skip


def _about(form: Form, filling: Filling | None = None) -> Subject:
    return Subject("form", filling.number if filling else form.number, form.title)
