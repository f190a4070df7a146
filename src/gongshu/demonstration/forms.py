"""A form of the 交通局 that is filled from what it was granted, and one filling that waits for the rest."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongshu.demonstration.people import code
from gongshu.grants import access, copies
from gongshu.grants.models import Grant
from gongshu.oneform import services
from gongshu.oneform.services import Wanted
from gongshu.people.acting import actor_for_login
from gongshu.people.models import Body

LOGIN, BODY = "liu", "jtysj"
ASKED = ("联系电话", "办理事项说明")


def define(now: datetime) -> None:
    """Define a form over the first live grant whose table is found by one key, and begin to fill it for its first row."""
    actor, body = actor_for_login(LOGIN, now), Body.objects.get(code=code(BODY))
    for grant in Grant.objects.filter(body=body, channel="sharing", state="live").order_by("pk"):
        copy = copies.current(grant.entry) if grant.covers(timezone.localdate(now)) else None
        if copy is None or len(copy.keys) != 1 or copy.keys[0] not in grant.items:
            continue
        permit, opened = access.under(grant, now), copies.opened(copy)
        rows, _following = opened.page(opened.view(permit.selection.where, [copy.keys[0]], {}), limit=1)
        fields = [
            *(Wanted(grant=grant.number, item=item) for item in grant.items),
            *(Wanted(name=name) for name in ASKED),
        ]
        form = services.define(
            "交通运输业务办理登记表",
            permit.offer.items[permit.offer.codes.index(copy.keys[0])].name,
            fields,
            body,
            actor=actor,
            now=now,
        )
        services.begin(form.number, str(rows[0][copy.keys[0]]), actor=actor, now=now)
        return
