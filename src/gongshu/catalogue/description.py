"""A description of a data set as people write it: a value, made from a mapping with every fault of form found at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from gongshu.catalogue.words import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The text that a justification rests on."""

    kind: str = ""  # a words.BasisKind
    law: str = ""  # its title
    article: str = ""  # 第三十条第二款

    @property
    def is_named(self) -> bool:
        return bool(self.law.strip() and self.article.strip())

    def __bool__(self) -> bool:
        return bool(self.kind or self.law or self.article)

    def __str__(self) -> str:
        return f"{self.law} {self.article}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDescription:
    """One item (信息项); the comments on models.Item say what each field means."""

    name: str = ""
    code: str = ""
    type: str = "text"
    length: int | None = None
    standard: str = ""
    level: str = ""
    key: bool = False
    required: bool = False
    personal: str = Personal.NONE.value
    duty: str = ""
    taken_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """All that a provider says about a data set; the comments on models.EntryVersion say what each field means."""

    title: str = ""
    abstract: str = ""
    provider: str = ""
    contact: str = ""
    contact_details: str = ""
    format: str = ""
    domain: str = ""
    data_type: str = ""
    region: str = ""
    update_frequency: str = ""
    keywords: tuple[str, ...] = ()
    duty: str = ""
    sharing: str = ""
    sharing_reason: str = ""
    sharing_conditions: str = ""
    purposes: tuple[str, ...] = ()
    sharing_basis: Basis = field(default_factory=Basis)
    opening: str = ""
    opening_reason: str = ""
    opening_conditions: str = ""
    opening_ground: str = ""
    opening_basis: Basis = field(default_factory=Basis)
    protected: tuple[str, ...] = ()
    masked: bool = False
    consent: bool = False
    level: str = ""
    base_database: str = ""
    topic_database: str = ""
    operable: bool = False
    compiled_under: tuple[str, ...] = ()
    collection: Mapping[str, str] = field(default_factory=dict)
    collection_method: str = ""
    entrusted: Mapping[str, str] = field(default_factory=dict)
    again_basis: Basis = field(default_factory=Basis)
    delivery_mode: str = "replace"
    rejected_share: float | None = None
    items: tuple[ItemDescription, ...] = ()

    @property
    def contents(self) -> frozenset[str]:
        """What protected content its rows hold: as said, and personal information wherever an item is personal."""
        personal = {"personal_information"} if any(item.personal != Personal.NONE for item in self.items) else set()
        return frozenset(self.protected) | personal


FIELD_NAMES = tuple(each.name for each in fields(Description))
ITEM_NAMES = tuple(each.name for each in fields(ItemDescription))
BASES = ("sharing_basis", "opening_basis", "again_basis")
