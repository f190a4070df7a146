"""The bodies and people that join the standing cast."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from gongshu.people import services
from gongshu.people.actor import SYSTEM
from gongshu.people.models import Account, Body, Region

DATA = Path(__file__).resolve().parent / "data"
CITY = "511700"


def read(name: str) -> dict[str, Any]:
    """Return what a YAML file of the demonstration says."""
    found: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return found


def code(ending: str) -> str:
    return f"{CITY}-{ending}"


def join(now: datetime) -> int:
    """Register the further bodies with their people and return how many bodies there are."""
    said = read("bodies.yaml")
    region = Region.objects.get(code=CITY)
    for body in said["bodies"]:
        fields = {key: value for key, value in body.items() if key != "ending"}
        contact = {"contact": f"{body['short']}数据科", "contact_details": "0818-1234567"}
        services.register_body(code(body["ending"]), actor=SYSTEM, now=now, region=region, **contact, **fields)
    for person in said["people"]:
        _open(person, person["duties"], now)
    for officer in said["officers"]:
        _open(officer, ["chief_data_officer"], now)
    return Body.objects.count()


def _open(person: dict[str, Any], duties: list[str], now: datetime) -> Account:
    body = Body.objects.get(code=code(person["body"]))
    account = services.open_account(person["login"], person["name"], body=body, actor=SYSTEM, now=now)
    for duty in duties:
        services.grant_duty(account, duty, actor=SYSTEM, now=now)
    return account
