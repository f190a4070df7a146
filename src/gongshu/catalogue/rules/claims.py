"""What datum an item is: two items with the same claim are the same datum about the same things in the same place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gongshu.catalogue.description import Description, ItemDescription

# A key of these names numbers the rows of one table; it says nothing about what the rows are.
_RUNNING_NUMBERS = frozenset(
    {"id", "no", "num", "number", "xh", "bh", "seq", "rowid", "uuid", "序号", "编号", "流水号", "主键"}
)
# Words that every table has; without a key that says of what, they are no datum of their own.
_COMMON = frozenset({
    "名称", "姓名", "序号", "编号", "备注", "说明", "类型", "类别", "状态", "地址", "电话", "联系电话", "日期", "时间", "年份", "年度", "月份", "数量", "金额",
    "单位", "经度", "纬度", "更新时间", "创建时间", "行政区划", "行政区划代码", "区县", "所属区县", "排序", "代码", "性别", "面积", "合计", "小计", "总计",
})  # fmt: skip
_SPACE = re.compile(r"[\s_\-·()()]+")


def plain(text: str) -> str:
    """Return a name without what people write differently: width, case, spaces and brackets."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def is_common(name: str) -> bool:
    """Return whether every table may have an item of this name, which therefore says nothing about what it holds."""
    return plain(name) in _COMMON


def claims(description: Description, region: str) -> list[str]:
    """Return the claim of every item, empty for those that claim nothing.

    The datum is told by the place, by the key of its table (统一社会信用代码), by name and code. Keys only point at things, and what is
    taken from another entry or lawfully collected again claims nothing. Source: 达州办法 第十四条, 成都条例 第十二条.
    """
    things = "+".join(sorted(plain(item.code) for item in description.items if _tells_things(item)))
    return [_claim(item, region, things) if not description.again_basis else "" for item in description.items]


def _tells_things(item: ItemDescription) -> bool:
    return item.key and plain(item.code) not in _RUNNING_NUMBERS and plain(item.name) not in _RUNNING_NUMBERS


def _claim(item: ItemDescription, region: str, things: str) -> str:
    name, code = plain(item.name), plain(item.code)
    if item.key or item.taken_from or not name or not code:
        return ""
    if not things and name in _COMMON:
        return ""
    return f"{region}/{things}/{name}/{code}"[:300]


def made(items: Sequence[str]) -> list[str]:
    """Return the claims that claim something, each once."""
    return list(dict.fromkeys(claim for claim in items if claim))
