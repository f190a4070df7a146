"""What leaves under a grant, or without one: which rows, which items, how masked. The same for files and for the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gongshu.grants.masking import least, read, rule_of
from gongshu.grants.models import Grant
from gongshu.grants.offers import Offer
from gongshu.lake.mask import Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The terms as the lake takes them."""

    items: tuple[str, ...]
    where: Mapping[str, Any] = field(default_factory=dict)
    masks: Mapping[str, Mask] = field(default_factory=dict)  # only the masks that are on
    whole: bool = False  # every item and row as it is: only then a file may leave, which can be neither cut nor masked

    @property
    def clear(self) -> frozenset[str]:
        """Items that leave unmasked; only these may be asked for by value."""
        return frozenset(item for item in self.items if item not in self.masks)


def of_grant(grant: Grant, offer: Offer) -> Selection:
    """Return what a grant gives of the entry as it is now; an item that the entry has dropped since is not there any more.

    The stricter of both masks counts: a level that was raised after the decision holds at once.
    """
    masks = {}
    for item in offer.items:
        mask = max(least(item), read(grant.masking.get(item.code, "none")))
        if item.code in grant.items and mask:
            masks[item.code] = rule_of(item, mask)
    items = tuple(code for code in grant.items if offer.item(code) is not None)
    whole = set(items) == set(offer.codes) and not grant.rows and not masks
    return Selection(items=items, where=grant.rows, masks=masks, whole=whole)


def of_offer(offer: Offer) -> Selection:
    """Return what an entry gives without an application: all items, masked by their level."""
    masks = {item.code: rule_of(item, least(item)) for item in offer.items if least(item)}
    return Selection(items=offer.codes, masks=masks, whole=not masks)
