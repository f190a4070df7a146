"""The real divisions, townships and villages of Dazhou, for addresses."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from gongshu.demonstration.inventing.names import ROADS

TABLES = Path(__file__).resolve().parent.parent / "data" / "tables"
COUNTIES = {
    "511702": "通川区",
    "511703": "达川区",
    "511722": "宣汉县",
    "511723": "开江县",
    "511724": "大竹县",
    "511725": "渠县",
    "511781": "万源市",
}
_SHARES = (26, 20, 18, 8, 13, 12, 3)  # of a hundred invented residents, by county in this order


@dataclass(frozen=True, slots=True)
class Township:
    code: str
    name: str
    county: str  # GB/T 2260


@cache
def townships() -> tuple[Township, ...]:
    """Return the townships of the seven divisions, as published."""
    with (TABLES / "townships.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Township(**{"code": r["code"], "name": r["name"], "county": r["county_code"]})
            for r in csv.DictReader(stream)
        )


def county(random: Random) -> str:
    return random.choices(list(COUNTIES), _SHARES)[0]


def address(random: Random, code: str) -> str:
    """Return an invented address in a division: 四川省达州市通川区东城街道通川中路12号3栋2单元501室."""
    township = random.choice([one for one in townships() if one.county == code])
    house, block = random.randrange(1, 400), random.randrange(1, 20)
    return f"四川省达州市{COUNTIES[code]}{township.name}{random.choice(ROADS)}{house}号{block}栋{random.randrange(101, 1899)}室"
