"""Tokens and files of a grant: made by its receiver, shown once, stopped by the receiver, the provider or the decider."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, record
from gongshu.grants import access, issuing
from gongshu.grants.entries import table_of
from gongshu.grants.errors import NotHandedOut, NothingToServe, unknown
from gongshu.grants.models import Grant, Handout
from gongshu.grants.models.handouts import Kind, Stage
from gongshu.grants.subjects import subject_of
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service
from gongshu.people.secret import digest_of, new_secret

FORMATS = ("csv", "xlsx", "parquet", "jsonl")
TOKEN_LASTS = timedelta(days=366)
LINK_LASTS = timedelta(days=7)


@service
def issue_token(
    number: str, name: str, *, expires_at: datetime | None = None, actor: Actor, now: datetime
) -> tuple[Handout, str]:
    """Return a token for the gateway and its secret, which is shown this once.

    It ends with the grant, after a year, or at `expires_at`, whichever comes first.
    Raises: UnknownGrant; Refused for anybody but the receiver; NotHandedOut.
    """
    grant = _usable(number, Kind.TOKEN, actor, now)
    with transaction.atomic():
        return _make(grant, Kind.TOKEN, name, _end(grant, expires_at, TOKEN_LASTS, now), actor=actor, now=now)


@service
def rotate(handout: int, *, actor: Actor, now: datetime) -> tuple[Handout, str]:
    """Stop a token and return its successor with the same name and end. Raises: UnknownGrant; Refused; NotHandedOut."""
    old = _visible(handout, actor)
    require(actor, "grants.use", old)
    grant = _usable(old.grant.number, Kind.TOKEN, actor, now)
    with transaction.atomic():
        if old.stage != Stage.STOPPED:
            issuing.stop(old, actor=actor, now=now)
        return _make(grant, Kind.TOKEN, old.name, max(old.expires_at, now + timedelta(minutes=1)), actor=actor, now=now)


@service
def stop_handout(handout: int, *, actor: Actor, now: datetime) -> Handout:
    """Stop a token or a link for good; running downloads end within the gateway's cache, half a minute. Raises: UnknownGrant; Refused."""
    found = _visible(handout, actor)
    require(actor, "grants.stop", found)
    with transaction.atomic():
        found = Handout.objects.select_for_update(of=("self",)).select_related("grant").get(pk=found.pk)
        if found.stage != Stage.STOPPED:
            issuing.stop(found, actor=actor, now=now)
    return found


@service
def order_file(number: str, format_: str, *, actor: Actor, now: datetime) -> tuple[Handout, str]:
    """Let a file be made of all that a grant gives and return it with the secret of its link, which is shown this once.

    The file carries the grant's fingerprint and lies encrypted in the spool; the link lasts seven days at most.
    Raises: UnknownGrant; Refused for anybody but the receiver; NotHandedOut; NothingToServe.
    """
    grant = _usable(number, Kind.FILE, actor, now)
    if format_ not in FORMATS:
        raise NotHandedOut(
            f"没有“{format_}”格式",
            f"there is no format {format_!r}",
            shown=format_,
            remedy_zh=f"可选：{', '.join(FORMATS)}",
            remedy_en=f"choose {', '.join(FORMATS)}",
        )
    table = table_of(grant.entry)
    if table is None:
        raise NothingToServe(
            f"目录 {grant.entry} 没有已挂接的库表",
            f"entry {grant.entry} has no table that is hooked",
            shown=grant.entry,
        )
    with transaction.atomic():
        made, secret = _make(grant, Kind.FILE, grant.title, _end(grant, None, LINK_LASTS, now), actor=actor, now=now)
        made.stage, made.format, made.snapshot = Stage.WAITING, format_, table.snapshot
        made.save(update_fields=["stage", "format", "snapshot"])
        jobs.enqueue("grants.make_file", {"handout": made.pk}, key=f"handout {made.pk}", at=now)
    return made, secret


@service
def hand_out(number: str, file: str, *, actor: Actor, now: datetime) -> tuple[Handout, str]:
    """Return a link to one of the entry's files, with its secret, which is shown this once; the file leaves as it is.

    The link lasts seven days at most, and only as long as the file is published.
    Raises: UnknownGrant; Refused for anybody but the receiver; NotHandedOut; NothingToServe.
    """
    grant = _usable(number, Kind.FILE, actor, now)
    ref = next((each for each in access.files_under(grant, now) if each.held.file == file), None)
    if ref is None:
        raise NothingToServe(
            f"授权 {number} 没有编号为 {file} 的文件", f"grant {number} gives no file {file!r}", shown=file,
            remedy_zh="在授权页查看现有文件", remedy_en="see the files on the page of the grant",
        )  # fmt: skip
    with transaction.atomic():
        end = _end(grant, None, LINK_LASTS, now)
        made, secret = _make(grant, Kind.FILE, ref.held.name, end, actor=actor, now=now)
        made.stage, made.file, made.snapshot = Stage.READY, file, ref.snapshot
        made.format, made.size, made.content = ref.held.format.lower()[:8], ref.held.size, ref.held.digest
        made.save()
    return made, secret


def _usable(number: str, kind: Kind, actor: Actor, now: datetime) -> Grant:
    grant: Grant | None = (
        Grant.objects.visible_to(actor).select_related("body", "account", "provider").filter(number=number).first()
    )
    if grant is None:
        raise unknown(number)
    require(actor, "grants.use", grant)
    access.under(grant, now)
    if kind not in grant.kinds:
        raise NotHandedOut(
            f"授权 {number} 不含“{kind.label}”交付", f"grant {number} gives no {kind.value}", shown=number,
            remedy_zh="请决定单位变更交付方式", remedy_en="the deciding body may change the kinds of hand-out",
        )  # fmt: skip
    return grant


def _visible(handout: int, actor: Actor) -> Handout:
    found: Handout | None = (
        Handout.objects.visible_to(actor).select_related("grant__body", "grant__provider").filter(pk=handout).first()
    )
    if found is None:
        raise unknown(str(handout))
    return found


def _end(grant: Grant, wanted: datetime | None, longest: timedelta, now: datetime) -> datetime:
    ends = [now + longest] + ([wanted] if wanted else [])
    if grant.until is not None:
        midnight = datetime.combine(
            grant.until + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone()
        )
        ends.append(midnight)
    if min(ends) <= now:
        raise NotHandedOut(
            "截止时间须在现在之后",
            "a hand-out ends after it begins",
            shown=str(wanted),
            remedy_zh="选择以后的时间",
            remedy_en="choose a later time",
        )
    return min(ends)


def _make(
    grant: Grant, kind: Kind, name: str, expires_at: datetime, *, actor: Actor, now: datetime
) -> tuple[Handout, str]:
    secret = new_secret()
    made = Handout.objects.create(
        grant=grant, kind=kind, name=name[:80], digest=digest_of(secret), hint=secret[-4:], stage=Stage.READY if kind == Kind.TOKEN else Stage.WAITING,
        made_at=now, made_by=actor.login, expires_at=expires_at,
    )  # fmt: skip
    event = Event.HANDOUT_TOKEN if kind == Kind.TOKEN else Event.HANDOUT_FILE
    facts = {
        "name": made.name,
        "hint": made.hint,
        "expires_at": expires_at.isoformat(),
        "fingerprint": grant.fingerprint,
    }
    record(event, subject_of(grant), by=actor, at=now, law=grant.label_of_law, facts=facts)
    return made, secret
