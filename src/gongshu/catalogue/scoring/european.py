"""The 405 points of the European portal's assessment, computed from what an entry says to somebody without an account.

A measure is met or it is not; what this platform cannot say for an entry counts nothing, however good the entry is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.exchange import vocabulary
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.published import Published
from gongshu.catalogue.words import Attribute
from gongshu.lake.export import MEDIA

MOST: Final = 405
# Below each bound: excellent, good, sufficient, bad.
_RATINGS: Final = (
    (351, "excellent", _("优秀")),
    (221, "good", _("良好")),
    (121, "sufficient", _("合格")),
    (0, "bad", _("较差")),
)
# Endings of files that belong to nobody's program, and those that a program reads without guessing at the layout.
_FREE: Final = frozenset({"csv", "json", "jsonl", "geojson", "xml", "xlsx", "ods", "odt", "docx", "pptx", "parquet", "txt", "pdf", "html", "rdf", "ttl", "kml", "gml", "png", "svg", "jpg", "jpeg"})  # fmt: skip
_MACHINE: Final = frozenset(
    {"csv", "json", "jsonl", "geojson", "xml", "xlsx", "ods", "parquet", "rdf", "ttl", "kml", "gml"}
)
_LICENCES: Final = ("https://creativecommons.org/", "http://publications.europa.eu/resource/authority/licence/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: what must hold, what it gives, and what the steward does where it does not."""

    key: str
    dimension: str
    points: int
    title: str | Promise
    remedy: str | Promise
    holds: Callable[[Published], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure of one entry."""

    measure: Measure
    met: bool

    @property
    def points(self) -> int:
        return self.measure.points if self.met else 0

    def as_json(self) -> dict[str, Any]:
        said = {
            "metric": self.measure.key,
            "dimension": self.measure.dimension,
            "points": self.points,
            "of": self.measure.points,
            "met": self.met,
        }
        return said if self.met else {**said, "remedy": str(self.measure.remedy)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """An entry's points with all that makes them up."""

    lines: tuple[Line, ...]

    @property
    def points(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def rating(self) -> str:
        return rating(self.points)[0]

    @property
    def word(self) -> str | Promise:
        return rating(self.points)[1]

    @property
    def lacking(self) -> tuple[Line, ...]:
        """What is not met, the dearest first."""
        return tuple(sorted((line for line in self.lines if not line.met), key=lambda line: -line.measure.points))

    def dimensions(self) -> Iterator[tuple[str | Promise, int, int]]:
        """Yield each dimension with its points and how many it can give."""
        for key, title in DIMENSIONS.items():
            own = [line for line in self.lines if line.measure.dimension == key]
            yield title, sum(line.points for line in own), sum(line.measure.points for line in own)


def rating(points_: float) -> tuple[str, str | Promise]:
    """Return the rating of so many points, as a key and in words."""
    return next((key, word) for bound, key, word in _RATINGS if points_ >= bound)


def scored(found: Published) -> Score:
    """Return the score of a published entry."""
    return Score(lines=tuple(Line(measure=each, met=each.holds(found)) for each in MEASURES))


def points(found: Published) -> int:
    """Return the points of a published entry, 0 to 405."""
    return sum(each.points for each in MEASURES if each.holds(found))


def _forms(found: Published) -> list[tuple[str, str]]:
    """The ending and the media type of all that can be taken."""
    said = [(held.format.lower(), held.media) for given in found.given for held in given.files]
    return said + (list(MEDIA.items()) if found.is_free and found.table else [])


def _all(found: Published, holds: Callable[[str, str], bool]) -> bool:
    forms = _forms(found)
    return bool(forms) and all(holds(ending, media) for ending, media in forms)


def _is_taken(found: Published) -> bool:
    return found.is_free and bool(_forms(found))


def _has_licence(found: Published) -> bool:
    return found.is_free and default_licence() is not None


def _has_known_licence(found: Published) -> bool:
    licence = default_licence()
    return found.is_free and licence is not None and licence.address.startswith(_LICENCES)


DIMENSIONS: Final[dict[str, str | Promise]] = {
    "findability": _("可发现"), "accessibility": _("可获取"), "interoperability": _("可互操作"), "reusability": _("可再利用"), "contextuality": _("背景信息"),
}  # fmt: skip
_NO_FIELD: Final = _("目录没有这一项，本平台暂不能满足")
_DELIVER: Final = _("交付数据并挂接资源")
_FORMAT: Final = _("改以开放、机器可读的格式交付，如 CSV")
_OPERATOR: Final = _("由运行人员设定开放数据的许可")
_OPEN: Final = _("无条件开放后才能直接下载")


def _measure(
    dimension: str, key: str, points_: int, title: Any, remedy: Any, holds: Callable[[Published], bool]
) -> Measure:
    return Measure(key=key, dimension=dimension, points=points_, title=title, remedy=remedy, holds=holds)


MEASURES: Final[tuple[Measure, ...]] = (
    _measure("findability", "keywords", 30, _("有关键词"), _("填写关键词"), lambda it: bool(it.version.keywords)),
    _measure("findability", "categories", 30, _("有领域"), _("选择领域"), lambda it: bool(vocabulary.concept("data-theme", it.version.domain))),
    _measure("findability", "spatial", 20, _("有行政区划"), _("填写行政区划"), lambda it: bool(it.version.region_id)),
    _measure("findability", "temporal", 20, _("有数据的时间范围"), _NO_FIELD, lambda it: False),
    _measure("accessibility", "access_url", 50, _("获取地址可以打开"), _DELIVER, lambda it: bool(it.given)),
    _measure("accessibility", "download_url", 20, _("有下载地址"), _OPEN, _is_taken),
    _measure("accessibility", "download_url_status", 30, _("下载地址可以打开"), _OPEN, _is_taken),
    _measure("interoperability", "format", 20, _("有格式"), _DELIVER, lambda it: _all(it, lambda ending, media: bool(ending))),
    _measure("interoperability", "media_type", 10, _("有媒体类型"), _DELIVER, lambda it: _all(it, lambda ending, media: bool(media))),
    _measure("interoperability", "format_vocabulary", 10, _("格式在公认词表中"), _FORMAT, lambda it: _all(it, lambda ending, media: bool(vocabulary.concept("file-type", ending)))),
    _measure("interoperability", "non_proprietary", 20, _("格式不专属于某一软件"), _FORMAT, lambda it: _all(it, lambda ending, media: ending in _FREE)),
    _measure("interoperability", "machine_readable", 20, _("格式可由机器读取"), _FORMAT, lambda it: _all(it, lambda ending, media: ending in _MACHINE)),
    _measure("interoperability", "dcat_ap", 30, _("符合 DCAT-AP"), _("填写名称"), lambda it: bool(it.version.title)),
    _measure("reusability", "licence", 20, _("有许可"), _OPERATOR, _has_licence),
    _measure("reusability", "licence_vocabulary", 10, _("许可在公认词表中"), _OPERATOR, _has_known_licence),
    _measure("reusability", "access_rights", 10, _("写明开放属性"), _("填写开放属性"), lambda it: bool(it.version.opening)),
    _measure("reusability", "access_rights_vocabulary", 5, _("开放属性在公认词表中"), _("填写开放属性"), lambda it: bool(vocabulary.concept("access-right", it.version.opening))),
    _measure("reusability", "contact_point", 20, _("有联系方式"), _("填写联系人和联系方式"), lambda it: bool(it.version.contact or it.version.contact_details)),
    _measure("reusability", "publisher", 10, _("有提供方"), _("填写提供方"), lambda it: bool(it.provider.zh)),
    _measure("contextuality", "rights", 5, _("写明权利和条件"), _("有条件开放的写明条件"), lambda it: it.version.opening == Attribute.CONDITIONAL and bool(it.version.opening_conditions)),
    _measure("contextuality", "byte_size", 5, _("写明文件大小"), _NO_FIELD, lambda it: False),
    _measure("contextuality", "issued", 5, _("有发布时间"), _("发布目录"), lambda it: it.entry.published_at is not None),
    _measure("contextuality", "modified", 5, _("有更新时间"), _("发布目录"), lambda it: it.entry.changed_at is not None),
)  # fmt: skip
