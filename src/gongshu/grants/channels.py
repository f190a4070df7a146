"""Lawful channels: data leaves to a public body by sharing and to anyone else by opening. There is no third way.

Authorised operation becomes the next channel with its agreements; until then it is not in this list, and so is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gongshu.grants.errors import NotLawful
from gongshu.grants.offers import UNCONDITIONAL, WITHHELD, Offer, Receiver
from gongshu.law.articles import Article
from gongshu.law.terms import Terms

# Kinds of body that the platform adds to those that a text lists (people.kinds): a park committee manages public data
# like a department where the text says so; a central body is outside every list, so only silence lets it in.
_ENTRUSTED = {"park_committee": "organisations.park_committee"}


class Channel(StrEnum):
    SHARING = "sharing"
    OPENING = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel that is open, and the article that opens it."""

    channel: Channel
    direct: bool  # without an application
    article: Article | None


def channel_of(receiver: Receiver) -> Channel:
    """Return the only channel there is for this receiver."""
    return Channel.SHARING if receiver.is_public_body else Channel.OPENING


def require_channel(offer: Offer, receiver: Receiver, terms: Terms) -> Channel:
    """Return the channel through which a grant may pass. Raises: NotLawful with the article that closes it."""
    channel = channel_of(receiver)
    if not offer.published:
        raise _closed(offer, "该目录未发布", "the entry is not published", None)
    attribute = offer.sharing if channel is Channel.SHARING else offer.opening
    types = terms.get(f"{channel}.types")
    if attribute == WITHHELD:
        basis = f"({offer.withheld_under})" if offer.withheld_under and channel is Channel.SHARING else ""
        zh, en = (
            ("不予共享", "withheld from sharing")
            if channel is Channel.SHARING
            else ("不予开放", "not open to the public")
        )
        raise _closed(offer, f"该目录{zh}{basis}", f"it is {en} {basis}".rstrip(), types.article if types else None)
    if channel is Channel.SHARING:
        _require_party(offer, receiver, terms)
    return channel


def direct_way(offer: Offer, receiver: Receiver, terms: Terms) -> Way | None:
    """Return the way to take data without an application, or None.

    Source: the articles of sharing.direct_access and opening.direct_access. Where a text is silent on taking data
    directly, the attribute `unconditional` itself says so: its article is then the one that names the types.
    """
    if not (offer.published and offer.live):
        return None
    if receiver.is_public_body and offer.sharing == UNCONDITIONAL and is_party(receiver, terms):
        return _way(Channel.SHARING, terms)
    return _way(Channel.OPENING, terms) if offer.opening == UNCONDITIONAL else None


def _way(channel: Channel, terms: Terms) -> Way | None:
    said = terms.get(f"{channel}.direct_access")
    if said is not None and said.decides and said.value is False:
        return None
    named = said if said is not None and said.decides else terms.get(f"{channel}.types")
    return Way(channel=channel, direct=True, article=named.article if named else None)


def is_party(receiver: Receiver, terms: Terms) -> bool:
    """Whether a text lets this kind of body take part in sharing; where it names nobody, every public body may."""
    parties = terms.value("sharing.parties")
    if parties is None or receiver.body_kind in parties:
        return True
    entrusted = _ENTRUSTED.get(receiver.body_kind)
    return entrusted is not None and terms.value(entrusted) is not None


def _require_party(offer: Offer, receiver: Receiver, terms: Terms) -> None:
    if not is_party(receiver, terms):
        term = terms["sharing.parties"]
        listed = "、".join(str((term.names.get(kind) or {}).get("zh", kind)) for kind in term.value)
        raise _closed(
            offer,
            f"{receiver.name}不属于共享双方（{listed}）",
            f"{receiver.name} ({receiver.body_kind}) is none of {list(term.value)}",
            term.article,
        )


def _closed(offer: Offer, zh: str, en: str, article: Article | None) -> NotLawful:
    return NotLawful(
        f"{offer.number} {offer.title}：{zh}", f"{offer.number} ({offer.title}): {en}", article=article, shown=offer.number,
        remedy_zh="可以改用核实比对，或者向提供单位提出属性异议", remedy_en="ask for a verification, or dispute the attribute with the provider",
    )  # fmt: skip
