"""The values that sharing gives for one key: read under the grants of the form, masked as they say, each reading a use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongshu.audit import Event
from gongshu.grants import access, copies
from gongshu.grants.models import Grant
from gongshu.grants.uses import Use, key_digest, store_at
from gongshu.lake.mask import Mask
from gongshu.oneform.errors import NotFilled
from gongshu.oneform.models import Form, FormField
from gongshu.people.actor import Actor
from gongshu.people.permission import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What sharing gave for a field; `value` is None where it gave nothing."""

    field: FormField
    value: str | None
    snapshot: str


def read(form: Form, fields: Sequence[FormField], key: str, *, actor: Actor, now: datetime) -> list[Read]:
    """Return the value of each shared field. Raises: NotFilled; what a grant refuses; Refused."""
    found: list[Read] = []
    numbers = dict.fromkeys(field.grant for field in fields if field.is_shared)
    grants = {each.number: each for each in Grant.objects.filter(number__in=numbers).select_related("body")}
    for number in numbers:
        grant = grants[number]
        require(actor, "grants.use", grant)
        _require_purpose(form, grant)
        found += _under(grant, [field for field in fields if field.grant == number], key, actor, now)
    return found


def _require_purpose(form: Form, grant: Grant) -> None:
    if grant.purpose != form.purpose:
        raise NotFilled(
            f"授权 {grant.number} 的用途是“{grant.purpose}”，不是本表单的“{form.purpose}”",
            f"grant {grant.number} is for another purpose ({grant.purpose})", shown=grant.number,
            remedy_zh="就本表单的用途申请共享", remedy_en="apply for a grant for the purpose of the form",
        )  # fmt: skip


def _under(grant: Grant, fields: Sequence[FormField], key: str, actor: Actor, now: datetime) -> list[Read]:
    permit = access.under(grant, now)
    copy = copies.required(grant.entry)
    opened = copies.opened(copy)
    chosen = permit.selection
    if len(copy.keys) != 1 or copy.keys[0] not in chosen.items or chosen.masks.get(copy.keys[0]) is Mask.HIDDEN:
        raise NotFilled(
            f"目录 {grant.entry} 不能按一个主键查询", f"entry {grant.entry} cannot be asked by a single key under this grant", shown=grant.entry,
            remedy_zh="在授权中包括主键数据项", remedy_en="have the key item granted",
        )  # fmt: skip
    items = [field.item for field in fields if field.item in chosen.items and field.item in opened.columns]
    masks = {item: mask for item, mask in chosen.masks.items() if item in items}
    rows = opened.rows_by_key({copy.keys[0]: key}, opened.view(chosen.where, items, masks), limit=2)
    _note(grant, permit, actor, now, len(rows), {copy.keys[0]: key})
    # Two rows of one key tell nothing for certain, so whoever fills is asked.
    row: Mapping[str, Any] = rows[0] if len(rows) == 1 else {}
    return [
        Read(field=field, value=None if row.get(field.item) is None else str(row[field.item]), snapshot=copy.snapshot)
        for field in fields
    ]


def _note(grant: Grant, permit: access.Permit, actor: Actor, now: datetime, rows: int, key: Mapping[str, str]) -> None:
    """Write the use before the values are shown. Raises: NotFilled where the day's quota is used up."""
    facts = {
        "key": key_digest(grant.entry, key, settings.GONGSHU.derived("keys in uses")),
        "form": True,
        "platform": permit.platform,
    }
    use = Use(
        event=Event.USE_ROWS.value, entry=grant.entry, grant=grant.number, title=permit.offer.title, login=actor.login, body=actor.body,
        via=actor.via, at=now, law=permit.law, rows=rows, facts=facts,
    )  # fmt: skip
    accepted = store_at(settings.GONGSHU.uses).write(use, timezone.localdate(now).isoformat(), quota=grant.quota)
    if not accepted.within_quota:
        raise NotFilled(
            f"授权 {grant.number} 每日 {grant.quota} 次，今天已用完", f"grant {grant.number} allows {grant.quota} requests a day; today's are used up",
            shown=grant.number, remedy_zh="明日继续，或者申请提高上限", remedy_en="go on tomorrow, or apply for a higher quota",
        )  # fmt: skip
