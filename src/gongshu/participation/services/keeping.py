"""Stars, favourites and saved searches of a person, and the end of all letters by the link in one of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongshu.audit import Event, Subject, record
from gongshu.catalogue import queries as catalogue
from gongshu.catalogue.queries import Asked
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.searching.index import FACETS
from gongshu.participation import links
from gongshu.participation.errors import LinkUnfit, NotKept, SearchUnfit, StarsUnfit
from gongshu.participation.models import Favourite, Letters, Rating, SavedSearch
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Account
from gongshu.people.permission import require, service


@service
def rate(number: str, stars: int, *, actor: Actor, now: datetime) -> Rating:
    """Give an entry one to five stars, in place of those given before. Raises: NoSuchEntry; Refused; StarsUnfit."""
    entry = catalogue.entry(actor, number)
    require(actor, "participation.rate", about=entry)
    if not 1 <= stars <= 5:
        raise StarsUnfit(
            f"评分为 {stars}，须为 1 至 5 星",
            f"{stars} stars; one to five are possible",
            remedy_zh="选择 1 至 5 星",
            remedy_en="choose one to five",
            shown=stars,
        )
    with transaction.atomic():
        rating, _ = Rating.objects.update_or_create(
            account_id=_account(actor), entry=entry, defaults={"stars": stars, "at": now}
        )
        record(Event.RATING_GIVE, subject_of(entry), by=actor, at=now, facts={"stars": stars})
    return rating


@service
def keep(number: str, letters: str = Letters.NONE, *, actor: Actor, now: datetime) -> Favourite:
    """Keep an entry as a favourite, with letters about it or without; again changes the letters. Raises: NoSuchEntry; Refused."""
    require(actor, "participation.keep")
    entry, wanted = catalogue.entry(actor, number), _letters(letters)
    with transaction.atomic():
        kept, _ = Favourite.objects.update_or_create(
            account_id=_account(actor), entry=entry, defaults={"letters": wanted}, create_defaults={"letters": wanted, "made_at": now}
        )  # fmt: skip
        record(Event.FAVOURITE_KEEP, subject_of(entry), by=actor, at=now, facts={"letters": str(wanted)})
    return kept


@service
def drop(number: str, *, actor: Actor, now: datetime) -> None:
    """Keep an entry no longer. Raises: NotKept; Refused."""
    require(actor, "participation.keep")
    kept = Favourite.objects.all().visible_to(actor).filter(entry__number=number).first()
    if kept is None:
        raise _not_kept(number)
    with transaction.atomic():
        record(Event.FAVOURITE_DROP, subject_of(kept.entry), by=actor, at=now)
        kept.delete()


@service
def keep_search(title: str, asked: Asked, letters: str = Letters.NONE, *, actor: Actor, now: datetime) -> SavedSearch:
    """Save a search under a name. Raises: SearchUnfit without a name or where it asks nothing; Refused."""
    require(actor, "participation.keep")
    facets = {name: list(values) for name, values in asked.facets.items() if name in FACETS and values}
    if not title.strip() or not (asked.text.strip() or facets):
        raise SearchUnfit(
            "保存检索须写明名称，并至少有一个检索词或者筛选条件",
            "a saved search needs a name and at least one word or facet",
            remedy_zh="先在数据目录中检索，再保存",
            remedy_en="search the catalogue first, then save",
            shown=title,
        )
    with transaction.atomic():
        search = SavedSearch.objects.create(
            account_id=_account(actor), title=title.strip()[:120], text=asked.text.strip()[:200], facets=facets,
            live_only=asked.live_only, letters=_letters(letters), made_at=now,
        )  # fmt: skip
        record(Event.SEARCH_KEEP, _of(search), by=actor, at=now, facts={"letters": search.letters})
    return search


@service
def set_search_letters(search: int, letters: str, *, actor: Actor, now: datetime) -> SavedSearch:
    """Change the letters of a saved search. Raises: NotKept; Refused."""
    require(actor, "participation.keep")
    held = _search(search, actor)
    with transaction.atomic():
        held.letters = _letters(letters)
        held.save(update_fields=["letters"])
        record(Event.SEARCH_KEEP, _of(held), by=actor, at=now, facts={"letters": held.letters})
    return held


@service
def drop_search(search: int, *, actor: Actor, now: datetime) -> None:
    """Drop a saved search. Raises: NotKept; Refused."""
    require(actor, "participation.keep")
    held = _search(search, actor)
    with transaction.atomic():
        record(Event.SEARCH_DROP, _of(held), by=actor, at=now)
        held.delete()


@service
def stop_letters(link: str, *, actor: Actor, now: datetime) -> Account:
    """Stop all letters to the person whose letter carried this link; favourites and searches stay. Raises: LinkUnfit."""
    require(actor, "participation.stop_letters")
    account = links.read(link)
    if account is None:
        raise LinkUnfit(
            "退订链接不完整或者已被改动",
            "the link of the letter was cut off or altered",
            remedy_zh="从邮件中完整复制链接，或者登录后在“我的收藏”中更改",
            remedy_en="copy the whole link from the letter, or sign in and change it under your favourites",
        )
    with transaction.atomic():
        for model in (Favourite, SavedSearch):
            model.objects.filter(account=account).exclude(letters=Letters.NONE).update(letters=Letters.NONE)
        by = actor if actor.is_signed_in else SYSTEM
        record(Event.LETTERS_STOP, Subject("account", account.login, account.login), by=by, at=now)
    return account


def _account(actor: Actor) -> int:
    assert actor.account_id is not None  # the right was asked for, and only whoever is signed in has it
    return actor.account_id


def _letters(said: str) -> Letters:
    return Letters(said) if said in Letters.values else Letters.NONE


def _search(number: int, actor: Actor) -> SavedSearch:
    found: SavedSearch | None = SavedSearch.objects.all().visible_to(actor).filter(pk=number).first()
    if found is None:
        raise _not_kept(str(number))
    return found


def _not_kept(shown: str) -> NotKept:
    return NotKept(
        f"您没有收藏 {shown}",
        f"you do not keep {shown}",
        shown=shown,
        remedy_zh="核对编号",
        remedy_en="check the number",
    )


def _of(search: SavedSearch) -> Subject:
    return Subject("saved-search", str(search.pk), "")  # What somebody looks for is theirs; the log does not tell it.
