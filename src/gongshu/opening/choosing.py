"""Which items a small-cell check looks at, and how they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshu.catalogue.models import Entry
from gongshu.grants.entries import offer_of
from gongshu.grants.masking import Mask, least, rule_of
from gongshu.grants.offers import Offer, OfferedItem
from gongshu.lake.mask import Mask as Rule
from gongshu.opening.errors import RecordUnfit
from gongshu.opening.models import MaskingRecord, Method

_SENSITIVE = ("general-3", "general-4", "important", "core")
_PUBLIC = ("", "general-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Items by their codes, and the masks that the platform lays over them on their way out."""

    quasi: tuple[str, ...]
    sensitive: tuple[str, ...]
    masks: Mapping[str, Rule]


def suggested(offer: Offer, dropped: Sequence[str]) -> Chosen:
    """Return the items that a check would take by itself.

    Quasi-identifiers: what is neither a key nor dropped nor hidden and says something of a person or lies above level 1, else
    every other item. Sensitive: what lies above level 2 of general data and still leaves.
    """
    left = [
        item for item in offer.items if not item.key and item.code not in dropped and least(item) is not Mask.HIDDEN
    ]
    sensitive = tuple(item.code for item in left if item.personal == "none" and item.level in _SENSITIVE)
    others = [item for item in left if item.code not in sensitive]
    telling = [item for item in others if item.personal != "none" or item.level not in _PUBLIC]
    return Chosen(quasi=tuple(item.code for item in telling or others), sensitive=sensitive, masks=_masks(offer))


def chosen(entry: Entry, record: MaskingRecord, quasi: Sequence[str], sensitive: Sequence[str]) -> Chosen:
    """Return the items that were named, else those of the last check of the entry, else those suggested.

    Raises: RecordUnfit for items that the entry does not have or that were dropped.
    """
    offer, dropped = offer_of(entry), record.items_by(Method.DROPPED)
    if not quasi and not sensitive:
        # The newest check of this record: what somebody chose once is looked at again.
        last = record.checks.order_by("-pk").first()
        return (
            Chosen(quasi=tuple(last.quasi), sensitive=tuple(last.sensitive), masks=_masks(offer))
            if last
            else suggested(offer, dropped)
        )
    known = [item.code for item in offer.items if item.code not in dropped]
    unknown = [code for code in (*quasi, *sensitive) if code not in known]
    if unknown:
        raise RecordUnfit(
            entry.number,
            [
                (
                    f"不能按 {'、'.join(unknown)} 检查；可选 {'、'.join(known)}",
                    f"cannot check by {', '.join(unknown)}; choose {', '.join(known)}",
                )
            ],
        )
    return Chosen(
        quasi=tuple(quasi), sensitive=tuple(code for code in sensitive if code not in quasi), masks=_masks(offer)
    )


def _masks(offer: Offer) -> dict[str, Rule]:
    return {item.code: rule_of(item, _mask(item)) for item in offer.items if _mask(item)}


def _mask(item: OfferedItem) -> Mask:
    return least(item)
