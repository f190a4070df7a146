"""A use is written and committed before its answer leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from gongshu.audit import Event
from gongshu.gateway.control import Access
from gongshu.gateway.problems import Denied, denied
from gongshu.grants.uses import Accepted, Share, Store, Use, key_digest

CHINA = ZoneInfo("Asia/Shanghai")


def day_of(now: datetime) -> date:
    """Return the day in China that a moment belongs to; quotas are counted by it."""
    return now.astimezone(CHINA).date()


async def note(
    access: Access, event: Event, *, rows: int = 0, counted: int = 1, facts: Mapping[str, Any] | None = None
) -> Accepted:
    """Write a use and return once it is committed. Raises: Denied (403 outside the grant's days, 429 over its quota)."""
    use = _use(access, event, rows=rows, counted=counted, facts=facts)
    accepted = await _committed(access.store, use, day_of(use.at).isoformat(), access.quota if counted else None)
    if not accepted.within_quota:
        raise _used_up(access, accepted)
    return accepted


async def reserve(access: Access, share: Share) -> Accepted:
    """Count one call before it goes out, for the grant and for all who share the source's quota. Raises: Denied (403, 429).

    What came of the call is noted when it is known, and counts no more.
    """
    use = _use(access, Event.USE_CALL, rows=0, counted=1, facts={})
    accepted = await _committed(access.store, use, day_of(use.at).isoformat(), access.quota, share)
    if not accepted.within_quota:
        raise _used_up(access, accepted)
    if not accepted.within_share:
        raise denied(
            429, f"数源单位允许该接口每日调用 {share.quota} 次，今天已用完", f"the source allows {share.quota} calls a day to this interface; today's are used up",
            shown=str(share.quota), remedy_zh="明日继续，或者请提供单位提高上限", remedy_en="go on tomorrow, or ask the provider for more",
        )  # fmt: skip
    return accepted


def _use(access: Access, event: Event, *, rows: int, counted: int, facts: Mapping[str, Any] | None) -> Use:
    now = access.now()
    if not access.covers(day_of(now)):
        raise denied(
            403, f"授权 {access.grant} 的使用期限为 {access.starts_on} 至 {access.until}",
            f"grant {access.grant} runs from {access.starts_on} to {access.until}", shown=access.grant,
            remedy_zh="申请续期", remedy_en="apply to renew it",
        )  # fmt: skip
    return Use(
        event=event.value, entry=access.entry, grant=access.grant, title=access.title, login=access.login, body=access.body, via=access.via,
        at=now, law=access.law, rows=rows, counted=counted, facts={**(facts or {}), "platform": access.platform},
    )  # fmt: skip


def _used_up(access: Access, accepted: Accepted) -> Denied:
    return denied(
        429, f"授权 {access.grant} 每日 {access.quota} 次，今天已用完", f"grant {access.grant} allows {access.quota} requests a day; today's are used up",
        shown=str(accepted.requests), remedy_zh="明日继续，或者申请提高上限", remedy_en="go on tomorrow, or apply for a higher quota",
    )  # fmt: skip


async def _committed(store: Store, use: Use, day: str, quota: int | None, share: Share | None = None) -> Accepted:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Accepted] = loop.create_future()

    def told(answer: Accepted | BaseException) -> None:
        loop.call_soon_threadsafe(_settle, done, answer)

    refusal = None if quota is None else _refusal(use, quota)
    store.submit(use, day, told, quota=quota, refusal=refusal, also=share, kept=share is None)
    return await done


def _settle(done: asyncio.Future[Accepted], answer: Accepted | BaseException) -> None:
    if done.cancelled():
        return  # The caller has gone; the use stays written.
    if isinstance(answer, BaseException):
        done.set_exception(answer)
    else:
        done.set_result(answer)


def _refusal(use: Use, quota: int) -> Use:
    return Use(
        event=Event.USE_REFUSED.value, entry=use.entry, grant=use.grant, title=use.title, login=use.login, body=use.body, via=use.via,
        at=use.at, law=use.law, facts={"because": "quota", "quota": quota},
    )  # fmt: skip


def digest_of(access: Access, asked: Mapping[str, Any]) -> str:
    """Return what a record says of the key that was asked for, under the secret of this node."""
    return key_digest(access.entry, asked, access.secret)
