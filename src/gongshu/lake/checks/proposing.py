"""Rules that a table suggests by itself: from what its entry says about the items, and from what lies in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..columns import Column, ColumnType, quoted
from ..detect.detecting import detect
from ..engine import DuckEngine, Ref

FILLED: Final = 0.97  # the share of filled cells from which an empty one is taken for a mistake
ALIKE: Final = 0.985  # the share of different values from which a repeated one is taken for a mistake
COMMON: Final = 0.01  # the share of a value from which it is taken for a code and not for a mistake
FEW, ENOUGH = 50, 200  # codes of a list at most; records from which its values are believed
BEYOND: Final = 0.003  # the share of numbers that may lie beyond a limit for it to be proposed

CHECKED: Final = {"cn_id": "id_number", "uscc": "credit_code", "bank_card": "bank_card", "vin": "vin"}
STANDARDS: Final = (("11643", "id_number"), ("32100", "credit_code"), ("16735", "vin"))
PATTERNS: Final = {
    "cn_mobile": "1[3-9][0-9]{9}",
    "email": "[0-9A-Za-z._%+-]+@[0-9A-Za-z.-]+[.][A-Za-z]{2,}",
    "cn_plate": "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]",
}
# What UTF-8 turns into when it is read as GBK, by signs that stand in hardly any text meant so.
GARBLED: Final = "�|锟斤拷|[鍖甯鍙璺閬鐪闀琛鎴鍘]"
_LATER: Final = re.compile(r"有效期|截止|到期|届满|期止|止$|计划|预计|until|valid|expir|end", re.IGNORECASE)
_SIGNED: Final = re.compile(
    r"温度|差额|差$|增[长减幅]|变化|余额|盈亏|高程|海拔|temp|diff|delta|balance|growth", re.IGNORECASE
)
_COUNTED: Final = re.compile("金额|价|费|数量|人数|面积|年龄|amount|price|count|age", re.IGNORECASE)
_IDENTIFIES: Final = frozenset({None, "cn_id", "uscc", "vin", "cn_plate", "passport", "social_card"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the records tell of one column."""

    rows: int = 0
    filled: int = 0
    distinct: int = 0  # estimated
    values: Mapping[str, int] = field(default_factory=dict)  # of a column of few values: how often each stands there
    sample: Sequence[str] = ()
    quantiles: Sequence[float] = ()  # at 1, 50 and 99 in a hundred, of numbers
    least: float | None = None
    greatest: float | None = None
    negative: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A column as its entry describes it."""

    column: Column
    standard: str = ""
    code_set: str = ""  # in force, which the standard names
    seen: Seen = field(default_factory=Seen)

    @property
    def category(self) -> str | None:
        return detect(
            self.column.name,
            self.seen.sample,
            kind=self.column.type,
            comment=self.column.code if not self.seen.sample else "",
        ).category


def propose(items: Sequence[Item], *, days: int | None = None) -> list[dict[str, Any]]:
    """Return rules as they are written; `days` is how old the data may be by the entry's update frequency."""
    categories = {item.column.code: item.category for item in items}
    rules = [rule for item in items for rule in _of_item(item, categories[item.column.code])]
    keys = [item.column.code for item in items if item.column.key]
    if len(keys) > 1:
        rules.append({"kind": "unique", "columns": keys})
    rules += _of_person(items, categories)
    if days is not None:
        rules.append({"kind": "freshness", "days": days})
    rules.append({"kind": "rows"})
    return [{"rule": "-".join([rule["kind"], *_named(rule)]), **rule} for rule in rules]


def _named(rule: Mapping[str, Any]) -> list[str]:
    if rule["kind"] == "columns":
        return re.findall(r'"([^"]+)"', rule["holds"])[:2]
    return [rule["column"]] if "column" in rule else list(rule.get("columns", []))


def _of_item(item: Item, category: str | None) -> Iterator[dict[str, Any]]:
    column, seen = item.column, item.seen
    about = {"column": column.code}
    if column.must_be_given or (seen.rows and FILLED * seen.rows <= seen.filled):
        yield {"kind": "null", **about}
    yield from _unique(item, category)
    if column.type is ColumnType.TEXT:
        yield from _of_text(item, category)
    elif column.type in (ColumnType.DATE, ColumnType.DATETIME):
        if not _LATER.search(f"{column.name} {column.code}"):
            yield {"kind": "range", **about, "max": "today"}
    elif column.type in (ColumnType.INTEGER, ColumnType.DECIMAL) and (limits := _limits(item, category)):
        yield {"kind": "range", **about, **limits}


def _unique(item: Item, category: str | None) -> Iterator[dict[str, Any]]:
    seen = item.seen
    alone = seen.filled >= ENOUGH and seen.distinct >= ALIKE * seen.filled and category in _IDENTIFIES
    numbers = item.column.type in (ColumnType.TEXT, ColumnType.INTEGER)
    if (alone and numbers and max(map(len, seen.sample), default=0) <= 40) or item.column.key:
        yield {"kind": "unique", "column": item.column.code}


def _of_text(item: Item, category: str | None) -> Iterator[dict[str, Any]]:
    about = {"column": item.column.code}
    named = next((of for number, of in STANDARDS if number in item.standard), None)
    if of := named or CHECKED.get(category or ""):
        yield {"kind": "checksum", **about, "of": of}
    elif item.code_set:
        yield {"kind": "codes", **about, "list": item.code_set}
    elif category in PATTERNS:
        yield {"kind": "pattern", **about, "pattern": PATTERNS[category or ""]}
    elif "2260" in item.standard:
        yield {"kind": "pattern", **about, "pattern": "[0-9]{6}"}
    elif "2261.1" in item.standard and not item.seen.values:
        yield {"kind": "codes", **about, "values": ["0", "1", "2", "9"]}
    elif codes := _codes(item.seen):
        yield {"kind": "codes", **about, "values": codes}
    elif category in ("cn_address", "org_name", "person_name"):
        blank = "^[ \\t\\x{3000}]|[ \\t\\x{3000}]$"
        yield {"kind": "pattern", **about, "forbidden": f"{GARBLED}|{blank}"}


def _codes(seen: Seen) -> list[str]:
    """Return the values of a column that has few, without those that hardly ever stand there; none where too much would be left out."""
    if not seen.values or seen.filled < ENOUGH:
        return []
    common = sorted(value for value, times in seen.values.items() if times >= COMMON * seen.filled)
    left = sum(seen.values[value] for value in common)
    return common if len(common) > 1 and left >= FILLED * seen.filled else []


def _limits(item: Item, category: str | None) -> dict[str, float | int]:
    seen, limits = item.seen, dict[str, float | int]()
    if len(seen.quantiles) == 3 and seen.filled >= ENOUGH and seen.greatest is not None and seen.least is not None:
        low, middle, high = seen.quantiles
        reach = 3 if category == "lonlat" else 5
        if seen.greatest > (most := _rounded(high + reach * max(high - middle, 1e-9))):
            limits["max"] = most
        if category == "lonlat" and seen.least < (least := low - reach * max(middle - low, 1e-9)):
            limits["min"] = round(least, 3)
    if category != "lonlat" and _is_never_negative(item):
        limits["min"] = 0
    return limits


def _is_never_negative(item: Item) -> bool:
    named = f"{item.column.name} {item.column.code}"
    if not item.seen.filled:
        return bool(_COUNTED.search(named))
    return item.seen.negative <= COMMON * item.seen.filled and not _SIGNED.search(named)


def _rounded(number: float) -> float | int:
    """Return a number that is easy to read and not below the one given: two digits that count."""
    if number <= 0:
        return round(number, 3)
    step = 10 ** (len(str(int(number))) - 2) if number >= 10 else 0.1
    up = -(-number // step) * step
    return int(up) if number >= 10 else round(up, 1)


def _of_person(items: Sequence[Item], categories: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    """An identity number tells day of birth and sex, which another column may not contradict."""
    by_category: dict[str | None, list[Item]] = {}
    for item in items:
        by_category.setdefault(categories[item.column.code], []).append(item)
    numbers, births, sexes = (by_category.get(name, []) for name in ("cn_id", "birth", "sex"))
    if len(numbers) != 1:
        return
    number = quoted(numbers[0].column.code)
    where = f"regexp_full_match({number}, '[0-9]{{17}}[0-9X]')"
    if len(births) == 1:
        born, text = quoted(births[0].column.code), births[0].column.type is ColumnType.TEXT
        day = f"replace(left({born}, 10), '-', '')" if text else f"strftime({born}, '%Y%m%d')"
        yield {"kind": "columns", "holds": f"substr({number}, 7, 8) = {day}", "where": where}
    if len(sexes) == 1 and sexes[0].column.type is ColumnType.TEXT:
        sex = quoted(sexes[0].column.code)
        yield {
            "kind": "columns",
            "holds": f"({sex} = '男') = (substr({number}, 17, 1) IN ('1', '3', '5', '7', '9'))",
            "where": f"{where} AND {sex} IN ('男', '女')",
        }


def look(engine: DuckEngine, ref: Ref, codes: Mapping[str, ColumnType]) -> dict[str, Seen]:
    """Return what the records of a snapshot tell of each column, in one scan and one more for columns of few values."""
    figures = ["count(*)"]
    for code, kind in codes.items():
        figures += _figures(quoted(code), kind)
    rows, *found = engine.query(f"SELECT {', '.join(figures)} FROM t", {"t": ref}).rows[0]
    seen: dict[str, Seen] = {}
    for place, code in enumerate(codes):
        filled, distinct, sample, quantiles, least, greatest, negative = found[7 * place : 7 * place + 7]
        seen[code] = Seen(
            rows=rows, filled=filled, distinct=min(distinct, filled), sample=sample or [], quantiles=quantiles or [],
            least=least, greatest=greatest, negative=negative or 0,
        )  # fmt: skip
    seen |= _counted(engine, ref, {code: each for code, each in seen.items() if each.distinct >= 0.9 * each.filled > 0})
    few = [code for code, each in seen.items() if codes[code] is ColumnType.TEXT and 1 < each.distinct <= FEW]
    return seen | {code: _with_values(engine, ref, code, seen[code]) for code in few}


def _counted(engine: DuckEngine, ref: Ref, near: Mapping[str, Seen]) -> dict[str, Seen]:
    """Return the same with the exact number of different values: an estimate cannot tell whether a few are repeated."""
    if not near:
        return {}
    exact = ", ".join(f"count(DISTINCT hash({quoted(code)})) FILTER ({quoted(code)} IS NOT NULL)" for code in near)
    counts = engine.query(f"SELECT {exact} FROM t", {"t": ref}).rows[0]
    return {code: replace(each, distinct=count) for (code, each), count in zip(near.items(), counts, strict=True)}


def _figures(cell: str, kind: ColumnType) -> list[str]:
    numbers = kind in (ColumnType.INTEGER, ColumnType.DECIMAL)
    number = f"CAST({cell} AS DOUBLE)"
    return [
        f"count({cell})",
        f"approx_count_distinct({cell})",
        f"approx_top_k(left(CAST({cell} AS VARCHAR), 200), 300)",
        f"approx_quantile({number}, [0.01, 0.5, 0.99])" if numbers else "NULL",
        f"min({number})" if numbers else "NULL",
        f"max({number})" if numbers else "NULL",
        f"count_if({number} < 0)" if numbers else "0",
    ]


def _with_values(engine: DuckEngine, ref: Ref, code: str, seen: Seen) -> Seen:
    cell = quoted(code)
    counted = engine.query(f"SELECT {cell}, count(*) FROM t WHERE {cell} IS NOT NULL GROUP BY 1", {"t": ref}).rows
    return replace(seen, values=dict(counted))
