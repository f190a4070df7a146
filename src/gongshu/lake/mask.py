"""Masking (脱敏): what is left of a value for somebody who may see the item only in part.

Each rule stands once as SQL for exports and once as Python for the gateway; a test holds both to the same result.
"""

import re
from collections.abc import Callable
from enum import StrEnum

from .errors import MaskUnknown


class Mask(StrEnum):
    """The kinds of value that have their own rule."""

    NONE = "none"
    NAME = "name"  # 张三丰 → 张**
    ID_NUMBER = "id-number"  # 511702199001011234 → 511702********1234
    PHONE = "phone"  # 13812345678 → 138****5678
    ADDRESS = "address"  # 四川省达州市通川区某街1号 → 四川省达州市通川区
    BANK_CARD = "bank-card"  # 6222025089444945974 → 6222***********5974
    EMAIL = "email"  # zhang@example.org → z***@example.org
    DATE = "date"  # 1990-01-01 → 1990
    HIDDEN = "hidden"  # anything → ***


# Names of places hold no mark of a smaller place: what stands behind a district never counts as a city.
NAMED = "[^省市区县旗街号0-9]{1,9}"
PROVINCE = f"(?:{NAMED}(?:省|自治区|特别行政区))?"
CITY = f"(?:{NAMED}(?:市|自治州|地区|盟))?"
COUNTY = f"(?:市[中南北]区|{NAMED}(?:自治县|区|县|旗|市))?"
PLACE = f"^({PROVINCE}{CITY}{COUNTY})"
_PLACE = re.compile(PLACE)

PARTS = {Mask.ID_NUMBER: (6, 4), Mask.PHONE: (3, 4), Mask.BANK_CARD: (4, 4)}  # Characters kept before and behind

# Words in the name of an item that say what kind of value it holds.
WORDS = {
    Mask.ID_NUMBER: ("身份证", "证件号", "公民身份", "sfzh", "id_number", "idcard"),
    Mask.PHONE: ("电话", "手机", "联系方式", "phone", "mobile", "tel"),
    Mask.BANK_CARD: ("银行卡", "银行账号", "账号", "bank"),
    Mask.EMAIL: ("邮箱", "电子邮件", "email", "mail"),
    Mask.ADDRESS: ("住址", "地址", "住所", "address"),
    Mask.DATE: ("出生日期", "birth"),
    Mask.NAME: ("姓名", "法定代表人", "联系人", "经办人", "xingming", "person_name"),
}


def kind_of(name: str, code: str = "") -> Mask:
    """Return the rule that the name of an item suggests; a steward may choose another."""
    text = f"{name} {code}".casefold()
    return next((mask for mask, words in WORDS.items() if any(word in text for word in words)), Mask.NONE)


def mask_for(kind: Mask | str, level: int | str | None) -> Mask:
    """Return how an item of this kind and security level is masked when it is handed out masked.

    Level 1 of general data (GB/T 43697) is public and stays as it is; from level 3 on, and for important and core
    data, a value without a rule of its own is hidden altogether.
    Raises: MaskUnknown.
    """
    chosen = _mask(kind)
    if level in (None, 1, "1", "general-1"):
        return Mask.NONE
    if chosen is Mask.NONE and level not in (2, "2", "general-2"):
        return Mask.HIDDEN
    return chosen


def _mask(kind: Mask | str) -> Mask:
    try:
        return Mask(kind)
    except ValueError as error:
        raise MaskUnknown(
            f"there is no masking rule {kind!r}; there are {', '.join(Mask)}",
            f"没有脱敏方式 {kind}；可选 {'、'.join(Mask)}",
        ) from error


def mask_sql(kind: Mask | str, cell: str) -> str:
    """Return the masked value as a DuckDB expression over the column `cell`. Raises: MaskUnknown."""
    mask, text = _mask(kind), f"CAST({cell} AS VARCHAR)"
    if mask in PARTS:
        before, behind = PARTS[mask]
        return (
            f"CASE WHEN length({text}) > {before + behind} THEN left({text}, {before}) || repeat('*', length({text}) - {before + behind}) "
            f"|| right({text}, {behind}) ELSE repeat('*', length({text})) END"
        )
    return {
        Mask.NONE: cell,
        Mask.NAME: f"left({text}, 1) || repeat('*', length({text}) - 1)",
        Mask.ADDRESS: f"CASE WHEN {cell} IS NOT NULL THEN coalesce(nullif(regexp_extract({text}, '{PLACE}', 1), ''), '***') END",
        Mask.EMAIL: f"CASE WHEN contains({text}, '@') THEN left({text}, 1) || '***@' || split_part({text}, '@', -1) ELSE repeat('*', length({text})) END",
        Mask.DATE: f"left({text}, 4)",
        Mask.HIDDEN: f"CASE WHEN {cell} IS NOT NULL THEN '***' END",
    }[mask]


def masked(kind: Mask | str, value: object) -> object:
    """Return the masked value in Python, the same as `mask_sql` gives. Raises: MaskUnknown."""
    mask = _mask(kind)
    if value is None or mask is Mask.NONE:
        return value
    text = str(value)
    if mask in PARTS:
        return _middle(text, *PARTS[mask])
    rules: dict[Mask, Callable[[str], str]] = {
        Mask.NAME: lambda text: text[:1] + "*" * (len(text) - 1),
        Mask.ADDRESS: _place,
        Mask.EMAIL: lambda text: f"{text[:1]}***@{text.split('@')[-1]}" if "@" in text else "*" * len(text),
        Mask.DATE: lambda text: text[:4],
        Mask.HIDDEN: lambda text: "***",
    }
    return rules[mask](text)


def _middle(text: str, before: int, behind: int) -> str:
    hidden = len(text) - before - behind
    return text[:before] + "*" * hidden + text[-behind:] if hidden > 0 else "*" * len(text)


def _place(text: str) -> str:
    found = _PLACE.match(text)
    return (found.group(1) if found else "") or "***"
