"""A base of legal persons: what the market regulator, the approval bureau and the transport bureau say of the same firms, in one record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gongshu.bases import services
from gongshu.cases.services import move
from gongshu.catalogue import services as catalogue
from gongshu.demonstration.people import code, read
from gongshu.demonstration.register import OFFICER, PASSED, steward
from gongshu.jobs import worker
from gongshu.people.acting import actor_for_login


def make(numbers: Mapping[str, str], now: datetime) -> None:
    """Define the base, publish and hook its entry, and send the sources what they say differently."""
    told = read("bases.yaml")
    leader = actor_for_login(steward(told["lead"]), now)
    said = {
        **told,
        "lead": code(told["lead"]),
        "members": [{**each, "entry": numbers[each["entry"]]} for each in told["members"]],
        "items": [
            {**item, "from": [{**source, "entry": numbers[source["entry"]]} for source in item["from"]]}
            for item in told["items"]
        ],
    }
    base = services.define(said, actor=leader, now=now)
    number = base.entry.number
    catalogue.edit(number, told["described"], actor=leader, now=now)
    officer = actor_for_login(OFFICER, now)
    move(
        catalogue.submit([number], "牵头归集法人基础库", actor=leader, now=now).number,
        "approve",
        PASSED,
        actor=officer,
        now=now,
    )
    services.build(base.pk, actor=leader, now=now)
    worker.drain(now)
    move(
        catalogue.submit_resource(f"{number}-1", actor=leader, now=now).number,
        "approve",
        PASSED,
        actor=officer,
        now=now,
    )
    services.send_conflicts(base.pk, actor=leader, now=now)
