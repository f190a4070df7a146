"""Synonyms of the search, and building its index anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.models import Entry, IndexedEntry, Synonym
from gongshu.catalogue.searching import counting, full_text, index
from gongshu.catalogue.searching.segments import plain
from gongshu.catalogue.words import State
from gongshu.jobs import planning
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service

# What people in China type for what the catalogues call otherwise; an installation adds its own.
COMMON = (
    ("医疗保险", "医保", "基本医疗保险"), ("社会保险", "社保"), ("住房公积金", "公积金"), ("户籍", "户口", "户口簿"), ("不动产", "房产", "房屋产权"),
    ("居民身份证", "身份证"), ("统一社会信用代码", "信用代码", "组织机构代码"), ("市场主体", "经营主体", "企业"), ("营业执照", "工商登记", "企业登记"),
    ("学生", "在校生"), ("空气质量", "大气质量"), ("公共交通", "公交"), ("机动车驾驶证", "驾照", "驾驶证"), ("养老保险", "养老金"), ("高中等学校招生", "中考"),
)  # fmt: skip
_BATCH = 500  # entries in one transaction; none takes longer than a moment


@service
def put_synonym(group: str, word: str, *, actor: Actor, now: datetime) -> Synonym:
    """Let a word mean the same as the word of a group. Raises: CatalogueError where it belongs to another group."""
    require(actor, "catalogue.words")
    group, word = plain(group).strip(), plain(word).strip()
    if not group or not word:
        raise CatalogueError("同义词不能为空", "a synonym needs both words", shown=f"{group} = {word}")
    with transaction.atomic():
        for each in dict.fromkeys((group, word)):
            row, _ = Synonym.objects.get_or_create(word=each, defaults={"group": group})
            if row.group != group:
                raise CatalogueError(
                    f"“{each}”已与“{row.group}”同义", f"{each!r} already means {row.group!r}", shown=each,
                    remedy_zh=f"先从“{row.group}”中删除", remedy_en=f"take it out of {row.group!r} first",
                )  # fmt: skip
        index.touch()
        record(Event.SYNONYM_CHANGE, Subject("synonym", word, group), by=actor, at=now)
    return row


@service
def drop_synonym(word: str, *, actor: Actor, now: datetime) -> None:
    """Let a word mean only itself again."""
    require(actor, "catalogue.words")
    with transaction.atomic():
        Synonym.objects.filter(word=plain(word).strip()).delete()
        index.touch()
        record(Event.SYNONYM_CHANGE, Subject("synonym", word, ""), by=actor, at=now, facts={"dropped": True})


@service
def load_synonyms(*, actor: Actor, now: datetime) -> int:
    """Write the common synonyms where they are not known yet, at the set-up of a node; return how many words there are."""
    require(actor, "catalogue.words")
    with transaction.atomic():
        rows = [Synonym(group=group[0], word=word) for group in COMMON for word in group]
        Synonym.objects.bulk_create(rows, ignore_conflicts=True)
        index.touch()
        record(Event.SYNONYM_CHANGE, Subject("synonym", "common", ""), by=actor, at=now, facts={"words": len(rows)})
    return len(rows)


@service
def reindex(*, actor: Actor, now: datetime, progress: Callable[[int], None] = lambda done: None) -> int:
    """Build the index of all published entries anew, in batches, and return how many there are. `progress` hears the number done."""
    require(actor, "catalogue.words")
    with transaction.atomic():
        gone = list(IndexedEntry.objects.exclude(entry__state=State.PUBLISHED).values_list("pk", flat=True))
        IndexedEntry.objects.filter(pk__in=gone).delete()
        full_text.remove(gone)
        index.touch(gone)
        record(Event.INDEX_REBUILD, Subject("index", "catalogue", ""), by=actor, at=now)
    done = 0
    for batch in _batches():
        with transaction.atomic():
            index.write_all(batch)
        done += len(batch)
        progress(done)
    with transaction.atomic():
        index.touch()
        counting.recount()
    planning.count_anew()
    return done


def _batches() -> Iterator[list[Entry]]:
    keys = list(Entry.objects.filter(state=State.PUBLISHED).order_by("pk").values_list("pk", flat=True))
    for part in _parts(keys):
        rows = (
            Entry.objects.filter(pk__in=part, state=State.PUBLISHED)
            .select_related("provider", "current")
            .prefetch_related("resources__snapshot")
        )
        yield list(rows)


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]
