"""Duty lists and systems of two bodies of the demonstration, and its census."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gongshu.census import services as census
from gongshu.demonstration.people import code, read
from gongshu.demonstration.register import OFFICER, steward
from gongshu.jobs import worker
from gongshu.people.acting import actor_for_login
from gongshu.people.models import Body
from gongshu.registers import services

CENSUS_DAYS = 20  # working days
_HEADS = ("职责编号", "职责名称", "依据名称", "依据条款", "承办机构")


def import_duties(now: datetime) -> None:
    """Give the bodies their duty lists, before their entries are reviewed by them."""
    for body, rows in read("registers.yaml")["duties"].items():
        file = "\n".join(",".join(row) for row in (_HEADS, *rows))
        actor = actor_for_login(steward(body), now)
        services.import_duties(file.encode(), "职责清单.csv", code(body), actor=actor, now=now)


def register_systems(numbers: Mapping[str, str], now: datetime) -> None:
    """Put the systems into the lists of their bodies; `numbers` are those of the entries, by key."""
    for said in read("registers.yaml")["systems"]:
        body, name = said["body"], said["code"]
        given = {key: value for key, value in said.items() if key not in ("body", "code")}
        given["entries"] = [numbers[key] for key in given.get("entries", [])]
        services.register_system(name, given, code(body), actor=actor_for_login(steward(body), now), now=now)


def hold_census(now: datetime) -> None:
    """Open the census of the city and let two bodies answer, one of them to the end."""
    officer = actor_for_login(OFFICER, now)
    city = Body.objects.get(code=officer.body).region_id
    made = census.open_round(city, "公共数据资源普查", CENSUS_DAYS, actor=officer, now=now)
    worker.drain(now)
    corrected = census.Said(
        kind="system",
        subject=f"{code('jtysj')}-old-hub",
        verdict="corrected",
        said="已停止接入新的单位，计划并入统一平台",
    )
    added = census.Said(kind="unlisted", subject="公路视频点位", verdict="added", said="养护单位自建，尚未编目")
    denied = census.Said(kind="system", subject=f"{code('zrzyj')}-survey", verdict="denied", said="2024 年已停用")
    liu, huang = (actor_for_login(steward(body), now) for body in ("jtysj", "zrzyj"))
    census.answer(made.pk, [corrected, added], actor=liu, now=now)
    census.confirm_rest(made.pk, actor=liu, now=now)
    census.submit(made.pk, actor=liu, now=now)
    census.answer(made.pk, [denied], actor=huang, now=now)
