"""What an entry offers, as the rules of grants need it: frozen, so that they know no database."""

from __future__ import annotations

from dataclasses import dataclass

from gongshu.lake.columns import Column, ColumnType

UNCONDITIONAL, CONDITIONAL, WITHHELD = "unconditional", "conditional", "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedItem:
    """One item (信息项) of an entry."""

    code: str  # name in SQL, exports and the gateway
    name: str  # 身份证号
    type: str = "text"
    key: bool = False
    level: str = ""  # core | important | general-1 … general-4, GB/T 43697
    personal: str = "none"  # name | id_number | phone | address | none: how it is masked


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One published entry."""

    number: str  # 511700-0042
    title: str
    provider: str  # code of the body
    sharing: str  # unconditional | conditional | withheld
    opening: str
    items: tuple[OfferedItem, ...]
    published: bool = True
    live: bool = True  # has a live resource; otherwise it is 空目录
    only_files: bool = False  # what is live are files, which leave as they are
    withheld_under: str = ""  # the law that forbids sharing, in words

    def item(self, code: str) -> OfferedItem | None:
        return next((item for item in self.items if item.code == code), None)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The items as the lake knows them."""
        return tuple(
            Column(item.name, item.code, ColumnType(item.type), key=item.key, level=item.level or None)
            for item in self.items
        )

    @property
    def sql_types(self) -> dict[str, str]:
        return {column.code: column.sql_type for column in self.columns}

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items if item.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Whoever is to use the data: a public body, or a member of the public."""

    kind: str  # public-body | citizen | company | anyone
    name: str
    code: str = ""  # of the body
    body_kind: str = ""  # a key of organisations.body_kinds

    @property
    def is_public_body(self) -> bool:
        return self.kind == "public-body"
