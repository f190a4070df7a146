"""An entry as one line of the file of the whole catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue import labels
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.standing import is_late
from gongshu.ui.moments import local_iso

COLUMNS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("entry", _("目录编号")), ("resource_code", _("资源代码")), ("title", _("名称")), ("abstract", _("摘要")), ("keywords", _("关键词")), ("provider", _("提供方代码")),
    ("provider_name", _("提供方")), ("domain", _("领域")), ("region", _("行政区划")), ("update_frequency", _("更新频率")),
    ("opening", _("开放属性")), ("format", _("格式")), ("live", _("有数据")), ("rows", _("行数")), ("delivered_at", _("更新时间")),
    ("late", _("更新逾期")), ("changed_at", _("发布时间")), ("version", _("版本")), ("items", _("数据项")), ("licence", _("许可")), ("page", _("网址")),
)  # fmt: skip
_CHOSEN: Final = {"domain": "domain", "update_frequency": "update_frequency", "opening": "opening", "format": "format"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of choices in the language of whoever asked; taken once, before the first line leaves."""

    choices: Mapping[str, Mapping[str, str]]
    yes: str
    no: str

    def cells(self, line: Mapping[str, Any]) -> list[Any]:
        """Return a line as people read it in a table."""
        return [self._cell(name, line[name]) for name, _title in COLUMNS]

    def _cell(self, name: str, value: Any) -> Any:
        if isinstance(value, bool):
            return self.yes if value else self.no
        if name == "items":
            return "; ".join(f"{each['name']} ({each['code']})" for each in value)
        if isinstance(value, list):
            return "; ".join(map(str, value))
        return self.choices.get(name, {}).get(value, value)


def words() -> Words:
    """Return the words of the language that is active now."""
    choices = {
        name: {str(value): str(label) for value, label in labels.choices(field)} for name, field in _CHOSEN.items()
    }
    return Words(choices=choices, yes=said("是"), no=said("否"))


def titles() -> list[str]:
    return [str(title) for _name, title in COLUMNS]


def line(row: IndexedEntry, provider: str, now: datetime) -> dict[str, Any]:
    """Return one entry; its version and items were read with it. Dates are ISO 8601, empty values None."""
    version = row.entry.shown
    licence = default_licence()
    return {
        "entry": row.number, "resource_code": row.entry.resource_code, "title": row.title, "abstract": version.abstract, "keywords": list(version.keywords), "provider": row.provider,
        "provider_name": provider, "domain": row.domain, "region": row.region, "update_frequency": row.frequency, "opening": row.opening,
        "format": row.format, "live": row.live, "rows": row.rows, "delivered_at": local_iso(row.delivered_at),
        "late": is_late(row.frequency, row.delivered_at, now), "changed_at": local_iso(row.published_at), "version": version.number,
        "items": _items(version.items.all()), "licence": licence.name if licence and row.opening == "unconditional" else None,
        "page": f"{settings.GONGSHU.address}/catalogue/{row.number}",
    }  # fmt: skip


def _items(items: Iterable[Any]) -> list[dict[str, str]]:
    return [{"name": item.name, "code": item.code, "type": item.type} for item in items]
