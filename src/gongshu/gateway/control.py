"""Who may take what, read from the control database and kept for some seconds, so that a request asks no database.

What is kept is at most TTL old: a suspension or the end of a grant stops the next request within that time, and a running
download at its next block.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from gongshu.audit import clock
from gongshu.gateway.problems import Denied, Told, told_of
from gongshu.grants import access, copies, handing, links
from gongshu.grants.access import Permit
from gongshu.grants.copies import CopyRef
from gongshu.grants.entries import FileRef, TableRef, files_of, table_of
from gongshu.grants.errors import NotHandedOut, NothingToServe, UnknownGrant
from gongshu.grants.models import Handout
from gongshu.grants.models.handouts import Kind, Stage
from gongshu.grants.selection import Selection
from gongshu.grants.uses import Store, store_at
from gongshu.interfaces.serving import Service, services_of
from gongshu.lake.serve import View
from gongshu.people import acting
from gongshu.people.actor import ANYONE, Actor
from gongshu.people.models import Account

TTL = 20.0  # seconds; the law of the house is "within a minute"
KEPT = 20_000  # answers; the oldest go first


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Leave to take data of one entry, with all that a request needs: the way of a request asks no settings and no database."""

    entry: str
    title: str
    grant: str  # number; empty: taken directly
    login: str
    body: str
    via: str
    law: str
    platform: str
    selection: Selection
    quota: int | None
    starts_on: date | None
    until: date | None
    copy: CopyRef | None
    view: View | None
    table: TableRef | None
    files: tuple[FileRef, ...] = ()  # that leave as they are
    services: tuple[Service, ...] = ()  # interfaces of the source, which are called through
    purpose: str = ""  # a key of sharing.purposes that it was granted for; empty: none is named
    handout: Handout | None = None
    store: Store  # where its uses are written
    secret: bytes  # that digests of keys in uses are made with
    offset: timedelta  # of the node's clock against the machine's: a rehearsal may set its own

    @property
    def terms(self) -> dict[str, str]:
        """The header that leads from data to the purpose and the limits under which it may be used; none where it is taken directly."""
        return {"Link": f'</grants/{self.grant}>; rel="terms-of-service"'} if self.grant else {}

    def now(self) -> datetime:
        return timezone.now() + self.offset

    def covers(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.until is None or day <= self.until)


Load = Callable[[datetime], Access]


class Control:
    """The answers that are known. One thread reads the database; whoever asks the same meanwhile waits for its answer."""

    def __init__(self, ttl: float = TTL) -> None:
        self.ttl = ttl
        self._known: OrderedDict[tuple[str, str], tuple[float, Access | Told]] = OrderedDict()
        self._asked: dict[tuple[str, str], asyncio.Future[Access | Told]] = {}
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="control")

    async def access(self, credential: str, entry: str) -> Access:
        """Return the access that a token (or an empty text: anybody) gives to an entry. Raises: Denied."""
        return await self._get(("token", f"{entry} {credential}"), lambda now: _by_token(credential, entry, now))

    async def file(self, secret: str) -> Access:
        """Return the access to a file that was handed out. Raises: Denied."""
        return await self._get(("file", secret), lambda now: _by_file(secret, now))

    async def link(self, text: str) -> Access:
        """Return the access of a signed link. Raises: Denied."""
        return await self._get(("link", text), lambda now: _by_link(text, now))

    async def person(self, login: str, entry: str) -> Access:
        """Return the access of a person, or of anybody, to an entry that is taken directly. Raises: Denied."""
        return await self._get(("person", f"{entry} {login}"), lambda now: _direct(_person(login, now), entry, now))

    async def _get(self, key: tuple[str, str], load: Load) -> Access:
        known = self._known.get(key)
        answer = known[1] if known and known[0] > time.monotonic() else await self._ask(key, load)
        if isinstance(answer, Told):
            raise Denied(answer)
        return answer

    async def _ask(self, key: tuple[str, str], load: Load) -> Access | Told:
        if key in self._asked:
            return await asyncio.shield(self._asked[key])
        loop = asyncio.get_running_loop()
        self._asked[key] = asked = loop.run_in_executor(self._reader, _answered, load)
        try:
            answer = await asyncio.shield(asked)
        finally:
            self._asked.pop(key, None)
        self._known[key] = (time.monotonic() + self.ttl, answer)
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Ask the database anew for everything, over a new connection."""
        self._known.clear()
        self._reader.submit(connections.close_all).result()


def _answered(load: Load) -> Access | Told:
    close_old_connections()
    try:
        return load(clock.now())
    except Exception as problem:
        told = told_of(problem)
        if told is None:
            raise
        return told


def _by_token(credential: str, entry: str, now: datetime) -> Access:
    if not credential:
        return _direct(ANYONE, entry, now)
    try:
        handout = handing.by_secret(credential, Kind.TOKEN, now)
    except UnknownGrant:
        return _direct(acting.actor_for_token(credential, now), entry, now)
    if handout.grant.entry != entry:
        raise NotHandedOut(
            f"该令牌用于目录 {handout.grant.entry}", f"this token is for the entry {handout.grant.entry}", shown=entry,
            remedy_zh="改用该目录的编号", remedy_en="use the number of that entry",
        )  # fmt: skip
    return _under(handout, now)


def _by_file(secret: str, now: datetime) -> Access:
    handout = handing.by_secret(secret, Kind.FILE, now)
    return _under(handout, now)


def _by_link(text: str, now: datetime) -> Access:
    link = links.read(text, now)
    return _direct(_person(link.login, now), link.entry, now)


def _person(login: str, now: datetime) -> Actor:
    if not login:
        return ANYONE
    found = Account.objects.select_related("body", "office").filter(login=login, is_active=True).first()
    if found is None:
        raise acting.NoSuchPerson("该链接的账号已经注销", "the account of this link was closed")
    return acting.actor_of_account(found, now, via="session")


def _direct(actor: Actor, entry: str, now: datetime) -> Access:
    return _made(access.direct(actor, entry, now), now, login=actor.login, body=actor.body, via=actor.via)


def _under(handout: Handout, now: datetime) -> Access:
    grant = handout.grant
    permit = access.under(grant, now)
    return _made(
        permit, now, login=handout.made_by, body=grant.body.code if grant.body else "", via="token", handout=handout
    )


def _made(permit: Permit, now: datetime, *, login: str, body: str, via: str, handout: Handout | None = None) -> Access:
    grant, entry = permit.grant, permit.offer.number
    copy, table = copies.current(entry), table_of(entry)
    files, services = files_of(entry), services_of(permit.offer)
    if table is None and not services and files and not permit.selection.whole:
        raise _not_whole(entry)
    if table is None and not services and not files and (handout is None or handout.stage != Stage.READY):
        raise NothingToServe(
            f"目录 {entry} 没有已挂接的资源", f"entry {entry} has no resource that is hooked", shown=entry
        )
    return Access(
        entry=entry,
        title=permit.offer.title,
        grant=grant.number if grant else "",
        login=login,
        body=body,
        via=via,
        law=permit.law,
        platform=permit.platform,
        selection=permit.selection,
        quota=grant.quota if grant else None,
        starts_on=grant.starts_on if grant else None,
        until=grant.until if grant else None,
        copy=copy,
        view=_view(copy, permit.selection) if copy else None,
        table=table,
        files=files if permit.selection.whole else (),
        services=services,
        purpose=grant.purpose_kind if grant else "",
        handout=handout,
        store=store_at(settings.GONGSHU.uses),
        secret=settings.GONGSHU.derived("keys in uses"),
        offset=now - timezone.now(),
    )


def _not_whole(entry: str) -> NotHandedOut:
    return NotHandedOut(
        f"目录 {entry} 的文件只能按原样交付，而其数据项须脱敏或者只授予了一部分", f"files of {entry} leave only as they are, but its items are masked or granted in part",
        shown=entry, remedy_zh="请提供单位改以库表挂接，或者另行申请", remedy_en="ask the provider to hook a table, or apply for the whole",
    )  # fmt: skip


def _view(copy: CopyRef, selection: Selection) -> View:
    """Compile the terms once; an item that the copy does not hold yet is left out until the next copy."""
    opened = copies.opened(copy)
    items = [item for item in selection.items if item in opened.columns]
    masks = {item: mask for item, mask in selection.masks.items() if item in opened.columns}
    return opened.view(selection.where, items, masks)
