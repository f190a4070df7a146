"""The table of divisions that the package carries, loaded into the node."""

from __future__ import annotations

import csv
import hashlib
from datetime import datetime
from pathlib import Path

from django.db import transaction

from gongshu.audit import Event, Subject, record
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Region
from gongshu.people.models.regions import Level
from gongshu.people.permission import require, service
from gongshu.people.told import Told

TABLE = Path(__file__).resolve().parent.parent / "data" / "regions.csv"


class RegionUnknown(Told):
    """A code that the table of divisions does not have."""


@service
def load_regions(*, actor: Actor = SYSTEM, now: datetime) -> int:
    """Write every division of the packaged table that the node lacks, and return how many regions it now has.

    Divisions that were withdrawn stay: bodies and records name them. Source: GB/T 2260, see data/MANIFEST.csv.
    """
    require(actor, "people.bodies")
    text = TABLE.read_bytes()
    rows = [_region(row) for row in csv.DictReader(text.decode().splitlines())]
    with transaction.atomic():
        Region.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["zh", "en", "level", "parent"],
        )
        facts = {"rows": len(rows), "sha256": hashlib.sha256(text).hexdigest()}
        record(Event.REGIONS_LOAD, Subject("regions", "GB/T 2260"), by=actor, at=now, facts=facts)
    return Region.objects.count()


@service
def add_territory(code: str, zh: str, en: str, *, parent: str, actor: Actor, now: datetime) -> Region:
    """Write a territory that a park committee is entrusted with. Source: 达州办法 第五条第二款. Raises: RegionUnknown."""
    require(actor, "people.bodies")
    above = Region.objects.filter(code=parent).first()
    if above is None:
        raise RegionUnknown(
            f"代管区域 {code}（{zh}）的上级 {parent!r} 不是行政区划代码，请填写 GB/T 2260 代码",
            f"the territory {code} ({zh}) lies in {parent!r}, which is no division; give a GB/T 2260 code",
        )
    with transaction.atomic():
        region = Region.objects.create(code=code, zh=zh, en=en, level=Level.PARK, parent=above)
        record(Event.REGIONS_LOAD, Subject("region", code, zh), by=actor, at=now, facts={"parent": parent})
    return region


def _region(row: dict[str, str]) -> Region:
    return Region(code=row["code"], zh=row["zh"], en=row["en"], level=row["level"], parent_id=row["parent"] or None)
