"""What a list says of an entry: one column each, by the names that the texts' own lists of fields use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import EntryVersion
from gongshu.people.law import jurisdiction, law
from gongshu.ui.words import chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; its cell is text in the language that is active."""

    name: str
    title: str | Promise
    cell: Callable[[Any], str]  # of a version of an entry, or of a row that is kept


def kept(name: str, title: str | Promise, words: type[TextChoices] | None = None) -> Column:
    """Return a column of a list whose rows are kept; `words` tell a state in the language of the page."""
    if words is None:
        return Column(name=name, title=title, cell=lambda row: str(row[name]))
    return Column(name=name, title=title, cell=lambda row: str(words(row[name]).label) if row[name] else "")


def _basis(law: str, article: str) -> str:
    return f"《{law}》{article}" if law else ""


def _items(version: EntryVersion) -> str:
    return "、".join(item.name for item in version.items.all())


def _graded(version: EntryVersion) -> str:
    """The items with a level of their own; the others have that of the entry."""
    return "、".join(f"{item.name}（{item.get_level_display()}）" for item in version.items.all() if item.level)


def _database(parameter: str, key: str) -> str:
    """The statutory word of a base or topic database, in the page's language; its key where no text here names it."""
    for place in reversed(law().chain(jurisdiction().path)):
        held = place.parameters.get(parameter)
        if held is not None and key in held.names:
            return chosen(held.names[key])
    return key


COLUMNS: Final[dict[str, Column]] = {
    column.name: column
    for column in (
        Column(name="number", title=_("目录编号"), cell=lambda v: v.entry.number),
        Column(name="title", title=_("数据名称"), cell=lambda v: v.title),
        Column(name="provider", title=_("提供方"), cell=lambda v: v.entry.provider.zh),
        Column(name="region", title=_("行政区划"), cell=lambda v: v.region.zh),
        Column(name="items", title=_("数据项"), cell=_items),
        Column(name="domain", title=_("领域"), cell=lambda v: str(v.get_domain_display())),
        Column(name="type", title=_("数据类型"), cell=lambda v: str(v.get_data_type_display())),
        Column(name="format", title=_("数据格式"), cell=lambda v: str(v.get_format_display())),
        Column(name="update_frequency", title=_("更新频率"), cell=lambda v: str(v.get_update_frequency_display())),
        Column(name="items_graded", title=_("数据项级别"), cell=_graded),
        Column(name="level", title=_("安全级别"), cell=lambda v: str(v.get_level_display())),
        Column(
            name="base_database",
            title=_("基础库"),
            cell=lambda v: _database("collection.base_databases", v.base_database),
        ),
        Column(
            name="topic_database",
            title=_("主题库"),
            cell=lambda v: _database("collection.thematic_databases", v.topic_database),
        ),
        Column(name="sharing", title=_("共享属性"), cell=lambda v: str(v.get_sharing_display())),
        Column(name="sharing_conditions", title=_("共享条件"), cell=lambda v: v.sharing_conditions),
        Column(
            name="sharing_basis",
            title=_("不予共享的依据"),
            cell=lambda v: _basis(v.sharing_basis_law, v.sharing_basis_article),
        ),
        Column(name="opening", title=_("开放属性"), cell=lambda v: str(v.get_opening_display())),
        Column(name="opening_conditions", title=_("开放条件"), cell=lambda v: v.opening_conditions),
        Column(name="contact", title=_("联系方式"), cell=lambda v: v.contact),
        Column(name="version", title=_("版本"), cell=lambda v: str(v.number)),
    )
}
