"""How personal items leave: by kind and level of the item, and never more open than the entry says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from gongshu.grants.offers import Offer, OfferedItem
from gongshu.lake import mask as rules


class Mask(IntEnum):
    """From open to closed; a grant may only move on."""

    NONE = 0
    PARTIAL = 1  # 张**, 511702********1234, 138****5678, an address down to its district
    HIDDEN = 2  # ***

    @property
    def word(self) -> str:
        return self.name.lower()


# The catalogue's kinds of personal item, and the lake's rules for them.
_RULES = {
    "name": rules.Mask.NAME,
    "id_number": rules.Mask.ID_NUMBER,
    "phone": rules.Mask.PHONE,
    "address": rules.Mask.ADDRESS,
}


def least(item: OfferedItem) -> Mask:
    """Return the mask below which nobody may go for this item.

    General data of level 1 (GB/T 43697) stays as it is; above it names, ID numbers, phones and addresses are masked in
    part and other personal information is hidden; core data leaves hidden always.
    """
    if item.level == "core":
        return Mask.HIDDEN
    if (
        item.personal == "none"
        or rules.mask_for(_RULES.get(item.personal, rules.Mask.HIDDEN), item.level or None) is rules.Mask.NONE
    ):
        return Mask.NONE
    return Mask.PARTIAL if item.personal in _RULES else Mask.HIDDEN


class MaskUnfit(ValueError):
    """A mask that there is not, or that is laxer than the item demands; says so in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


def read(word: object) -> Mask:
    """Return the mask of a word. Raises: MaskUnfit naming those there are."""
    try:
        return Mask[str(word).upper()]
    except KeyError:
        words = ", ".join(mask.word for mask in Mask)
        raise MaskUnfit(f"没有“{word}”这种脱敏方式；可用 {words}", f"{word!r} is no mask; use {words}") from None


def masks_of(offer: Offer, said: Mapping[str, object]) -> dict[str, Mask]:
    """Return the mask of every item: the entry's, or a stricter one that was said. Raises: MaskUnfit for a laxer one."""
    masks = {item.code: least(item) for item in offer.items}
    for code, word in said.items():
        item = offer.item(code)
        if item is None:
            raise MaskUnfit(f"目录没有数据项 {code}", f"the entry has no item {code!r}")
        wanted = read(word)
        if wanted < masks[code]:
            least_word = masks[code].word
            raise MaskUnfit(
                f"{code} 的级别要求至少按 {least_word} 脱敏，{wanted.word} 不够",
                f"{code}: {wanted.word} is laxer than {least_word}, which the level of the item demands",
            )
        # There is no partial form of a value whose meaning nobody has told.
        masks[code] = Mask.HIDDEN if wanted is Mask.PARTIAL and item.personal not in _RULES else wanted
    return masks


def rule_of(item: OfferedItem, mask: Mask) -> rules.Mask:
    """Return the lake's rule that carries a mask out for this item."""
    if mask is Mask.NONE:
        return rules.Mask.NONE
    return rules.Mask.HIDDEN if mask is Mask.HIDDEN else _RULES.get(item.personal, rules.Mask.HIDDEN)
