"""A duty list and a system as the 自然资源局 would write them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from gongshu.catalogue.tests.stage import at
from gongshu.people import Actor
from gongshu.registers import services
from gongshu.registers.models import System

BUREAU = "511700-zrzyj"
HEADS = ("职责编号", "职责名称", "依据名称", "依据条款", "承办机构")
ESTATE = ("D01", "不动产统一登记", "不动产登记暂行条例", "第四条", "登记科")
SURVEY = ("D02", "测绘成果管理", "测绘法", "第三十四条", "测绘科")


def sheet(*rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    """A workbook in the layout of offices: a title line, the heads, the rows."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for place, row in enumerate((("职责清单",), heads, *rows)):
            page.write_row(place, 0, row)
    return out.getvalue()


def listed(who: Actor, *rows: tuple[str, ...], hours: float = 0) -> services.Imported:
    return services.import_duties(sheet(*(rows or (ESTATE, SURVEY))), "职责.xlsx", BUREAU, actor=who, now=at(hours))


def system(who: Actor, code: str = "estate", hours: float = 1, body: str = BUREAU, **said: Any) -> System:
    given = {"name": "不动产登记系统", "kind": "system", "network": "extranet", "protection": 3, **said}
    return services.register_system(code, given, body, actor=who, now=at(hours))
