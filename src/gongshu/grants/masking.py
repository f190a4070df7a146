"""How personal items leave: by kind and level of the item, and never more open than the entry says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from gongshu.grants.offers import Offer, OfferedItem


class Mask(IntEnum):
    """From open to closed; a grant may only move to the right."""

    NONE = 0
    PARTIAL = 1  # 张**, 511702********1234, 138****5678, an address down to its district
    HIDDEN = 2  # the item is there and always empty

    @property
    def word(self) -> str:
        return self.name.lower()


PERSONAL = ("name", "id_number", "phone", "address")
# GB/T 43697 grades by the harm that disclosure does; general 1 does none.
_OPEN_LEVELS = frozenset({"", "general-1"})
_CLOSED_LEVELS = frozenset({"core"})


def least(item: OfferedItem) -> Mask:
    """Return the mask below which nobody may go for this item."""
    if item.level in _CLOSED_LEVELS:
        return Mask.HIDDEN
    if item.personal not in PERSONAL or item.level in _OPEN_LEVELS:
        return Mask.NONE
    return Mask.PARTIAL


def read(word: object) -> Mask:
    """Return the mask of a word. Raises: ValueError naming those there are."""
    try:
        return Mask[str(word).upper()]
    except KeyError:
        raise ValueError(f"{word!r} is no mask; use {', '.join(mask.word for mask in Mask)}") from None


def masks_of(offer: Offer, said: Mapping[str, object]) -> dict[str, Mask]:
    """Return the mask of every item: the entry's, or a stricter one that was said. Raises: ValueError for a laxer one."""
    masks = {item.code: least(item) for item in offer.items}
    for code, word in said.items():
        if code not in masks:
            raise ValueError(f"the entry has no item {code!r}")
        wanted = read(word)
        if wanted < masks[code]:
            raise ValueError(f"{code}: {wanted.word} is laxer than {masks[code].word}, which the level of the item demands")
        if wanted is Mask.PARTIAL and (offer.item(code) or OfferedItem(code="", name="")).personal not in PERSONAL:
            wanted = Mask.HIDDEN  # There is no partial form of a value whose meaning nobody has told.
        masks[code] = wanted
    return masks
