"""Putting name and values together: one category for a column, or none, with how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..columns import ColumnType
from .categories import CATEGORIES, LEAST_LEVEL, Sensitivity
from .dictionaries import EMPTY_WORDS, SEX_CODES
from .names import MINORS, Hint, hint
from .shapes import MASKED, SHAPES, masked_length_fits

# Forms so particular that values alone decide: the share of them that is needed without any word of the name.
CERTAIN: Final = {
    "cn_id": 0.6,
    "uscc": 0.6,
    "email": 0.7,
    "ip": 0.8,
    "cn_plate": 0.7,
    "bank_card": 0.8,
    "vin": 0.7,
    "ethnic": 0.8,
    "lonlat": 0.8,
}
# Forms that others may have as well: values alone decide where nearly all fit and nothing speaks against it.
LIKELY: Final = {
    "cn_mobile": 0.9,
    "passport": 0.95,
    "person_name": 0.85,
    "org_name": 0.7,
    "cn_address": 0.7,
    "sex": 0.9,
    "landline": 0.9,
    "diagnosis": 0.9,
}
NAMED: Final = 0.3  # the share of fitting values below which a word of the name is not believed
NO_FORM: Final = frozenset({"biometric", "religion", "track", "minor", "account"})  # only names tell them
FEWEST: Final = 8  # different values from which the form of a name of a person counts without a word
NUMBERS: Final = frozenset({"cn_mobile", "bank_card", "social_card", "taiwan_permit", "passport", "landline"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a column holds. `confidence` is 0 to 1 and says how well name and values agree; of no category, how surely there is none."""

    category: str | None
    level: str
    confidence: float

    def as_json(self) -> dict[str, Any]:
        return {"category": self.category, "level": self.level, "confidence": self.confidence}


def detect(
    name: str, values: Sequence[str] = (), *, kind: ColumnType | str = ColumnType.TEXT, comment: str = ""
) -> Found:
    """Return the category of a column from its name, its comment, its type and different values of it; values may be missing."""
    told = hint(name, comment)
    known = [text for value in values if value is not None and (text := str(value).strip()) and text not in EMPTY_WORDS]
    if not known:
        return _found(name, told.category, 0.5 + 0.35 * told.weight if told.category else 0.5)
    shares = {category: _share(category, known) for category in SHAPES}
    shares |= _codes(told, known, shares) | _coordinates(told, known)
    by_name = _by_name(told, known, shares, kind)
    category, sure = by_name or _by_values(told, known, shares)
    return _found(name, category, sure)


def _share(category: str, values: Sequence[str]) -> float:
    test, masked = SHAPES[category], MASKED.get(category)
    plain = sum(test(value) for value in values)
    if masked is None:
        return plain / len(values)
    hidden = [value for value in values if not test(value) and masked(value)]
    if hidden and not masked_length_fits(category, hidden):
        hidden = []
    return (plain + len(hidden)) / len(values)


def _codes(told: Hint, values: Sequence[str], shares: dict[str, float]) -> dict[str, float]:
    """Codes of sexes and ethnic groups are numbers, which only the name tells from others."""
    if told.category == "sex":
        return {"sex": max(shares["sex"], sum(value in SEX_CODES for value in values) / len(values))}
    if told.category == "ethnic":
        return {
            "ethnic": max(
                shares["ethnic"], sum(value.isdigit() and 0 < int(value) <= 58 for value in values) / len(values)
            )
        }
    return {}


def _coordinates(told: Hint, values: Sequence[str]) -> dict[str, float]:
    """One of the two numbers of a position, in a column of its own."""
    if told.category != "lonlat":
        return {}
    numbers = [number for value in values if (number := _number(value)) is not None]
    alone = sum(-180 <= number <= 180 for number in numbers) / len(values)
    return {"lonlat": max(alone, _share("lonlat", values))}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _by_name(
    told: Hint, values: Sequence[str], shares: dict[str, float], kind: ColumnType | str
) -> tuple[str, float] | None:
    category = told.category
    if category is None:
        return None
    if category in NO_FORM:
        return category, round(0.5 + 0.35 * told.weight, 2)
    share = shares[category]
    # A telephone may be of either kind, a number of a certificate of several: the form decides which.
    best = _nearest(category, shares)
    if best != category and shares[best] >= 0.6 and shares[best] > share + 0.3:
        return best, round(min(0.98, 0.5 + shares[best] / 2), 2)
    if category in ("income", "birth") and str(kind) == ColumnType.BOOLEAN:
        return None
    needed = NAMED if told.weight == 1 else 0.5
    if share >= needed:
        return category, round(min(0.99, 0.45 + 0.25 * told.weight + 0.3 * share), 2)
    # Free text about an illness, a foreign name or an address without a house: the word of the name stands, less surely.
    if (
        told.weight == 1
        and category in ("diagnosis", "cn_address", "person_name", "org_name")
        and _is_text(values)
        and not _tells_else(category, shares)
    ):
        return category, 0.6
    return None


FAMILIES: Final = (
    {"cn_mobile", "landline"}, {"cn_id", "passport", "hk_macao_permit", "taiwan_permit", "foreigner_permit", "uscc"}, {"bank_card", "account"},
    {"person_name", "org_name"}, {"social_card", "cn_id", "bank_card"}, {"cn_address", "ip", "email"},
)  # fmt: skip


def _nearest(category: str, shares: dict[str, float]) -> str:
    near = {each for family in FAMILIES if category in family for each in family if each in shares} | {category}
    return max(sorted(near), key=lambda each: (shares[each], each == category))


def _is_text(values: Sequence[str]) -> bool:
    return sum(any("㐀" <= sign <= "鿿" or sign.isalpha() for sign in value) for value in values) >= 0.7 * len(values)


def _tells_else(category: str, shares: dict[str, float]) -> bool:
    return any(
        share >= 0.6 for other, share in shares.items() if other != category and other not in ("income", "social_card")
    )


def _by_values(told: Hint, values: Sequence[str], shares: dict[str, float]) -> tuple[str | None, float]:
    for category, needed in CERTAIN.items():
        if shares[category] >= (0.9 if told.serial and category in NUMBERS else needed):
            return category, round(min(0.97, 0.4 + 0.57 * shares[category]), 2)
    if told.other or told.serial:
        return None, 0.9
    fitting = {category: shares[category] for category, needed in LIKELY.items() if shares[category] >= needed}
    if len(set(values)) < FEWEST:
        for category in ("person_name", "org_name", "diagnosis", "cn_mobile", "passport"):
            fitting.pop(category, None)
    if not fitting:
        return None, round(max(0.5, 1 - max(shares[category] for category in LIKELY)), 2)
    best = max(fitting, key=lambda category: fitting[category])
    return best, round(0.35 + 0.5 * fitting[best], 2)


def _found(name: str, category: str | None, sure: float) -> Found:
    if category is None:
        return Found(None, LEAST_LEVEL[Sensitivity.NONE], sure)
    known = CATEGORIES[category]
    # What tells about a child under fourteen is sensitive, whatever it tells: PIPL 28.
    about_minor = known.sensitivity is Sensitivity.PERSONAL and bool(MINORS.search(name))
    return Found(category, LEAST_LEVEL[Sensitivity.SENSITIVE] if about_minor else known.level, sure)
