"""What decisions do to grants: issue, change, renew, suspend, restore, end. Called by effects, in the move's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, record
from gongshu.cases.models import Case
from gongshu.cases.numbering import next_number
from gongshu.grants import terms as terms_
from gongshu.grants.channels import Channel
from gongshu.grants.entries import entry_of, offer_of, receiver_of
from gongshu.grants.errors import TermsUnfit
from gongshu.grants.fingerprints import fingerprint_of
from gongshu.grants.masking import read as read_mask
from gongshu.grants.models import Grant, Handout
from gongshu.grants.models.grants import State
from gongshu.grants.models.handouts import Stage
from gongshu.grants.rows import read as read_rows
from gongshu.grants.subjects import subject_of
from gongshu.grants.terms import Drafting, GrantTerms
from gongshu.law.articles import Article
from gongshu.people import law
from gongshu.people.actor import Actor
from gongshu.people.models import Body

CODE = "SQ"  # 授权, in the numbers of grants


def drafting_of(case: Case, entry: str, said: Mapping[str, Any], day: date) -> Drafting:
    """Return what the terms of a grant on this entry are made from."""
    receiver = case.applicant_body or case.applicant_account
    if receiver is None:
        raise TermsUnfit(
            f"{case.number} 没有申请方",
            f"{case.number} has no applicant, so nobody could use the data",
            shown=case.number,
        )
    offer, rules = offer_of(entry_of(entry)), law.terms(case.received_on)
    single = case.subjects.count() == 1
    facts, chosen = (dict(each) if single else _for_entry(entry, offer.codes, each) for each in (case.facts, said))
    return Drafting(offer=offer, receiver=receiver_of(receiver), applied=facts, said=chosen, law=rules, today=day)


def _for_entry(entry: str, codes: tuple[str, ...], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a statement about several entries that concerns one: its items, or those written as entry:item."""
    part = dict(said)
    if said.get("items"):
        own = [
            str(item).removeprefix(f"{entry}:")
            for item in said["items"]
            if ":" not in str(item) or str(item).startswith(f"{entry}:")
        ]
        part["items"] = [item for item in own if item in codes] or [
            f"({entry})"
        ]  # None of its items was named, so none is granted.
    for key in ("rows", "masking"):
        if isinstance(said.get(key), Mapping):
            part[key] = {item: value for item, value in said[key].items() if item in codes}
    return part


def issue(
    case: Case, entry: str, said: Mapping[str, Any], *, article: Article | None, actor: Actor, now: datetime
) -> Grant:
    """Write one grant. Raises: NotLawful, TermsUnfit, which stop the decision as a whole."""
    today = timezone.localdate(now)
    drafting = drafting_of(case, entry, said, today)
    terms = terms_.draft(drafting)
    number = next_number(CODE, today)
    grant = Grant(
        number=number,
        case=case.number,
        channel=terms.channel,
        entry=entry,
        title=drafting.offer.title,
        provider=Body.objects.get(code=drafting.offer.provider),
        body=case.applicant_body if terms.channel is Channel.SHARING else None,
        account=case.applicant_account if terms.channel is Channel.OPENING else None,
        fingerprint=fingerprint_of(number),
        article=asdict(article) if article else None,
        decider=case.decider.code if case.decider else "",
        issued_at=now,
        issued_by=actor.login,
        changed_at=now,
    )
    _apply(grant, terms)
    grant.save(force_insert=True)
    record(Event.GRANT_ISSUE, subject_of(grant), by=actor, at=now, law=grant.label_of_law, facts=facts_of(grant))
    return grant


def _apply(grant: Grant, terms: GrantTerms) -> None:
    grant.items, grant.rows, grant.masking = list(terms.items), terms.rows.as_json(), terms.masking
    grant.purpose, grant.purpose_kind, grant.quota, grant.kinds = (
        terms.purpose,
        terms.purpose_kind,
        terms.quota,
        list(terms.kinds),
    )
    grant.starts_on, grant.until = terms.starts_on, terms.until


def terms_of(grant: Grant) -> GrantTerms:
    """Return the terms that a grant was written with."""
    return GrantTerms(
        channel=Channel(grant.channel),
        items=tuple(grant.items),
        rows=read_rows(grant.rows),
        masks={code: read_mask(word) for code, word in grant.masking.items()},
        purpose=grant.purpose,
        purpose_kind=grant.purpose_kind,
        starts_on=grant.starts_on,
        until=grant.until,
        quota=grant.quota,
        kinds=tuple(grant.kinds),
    )


def facts_of(grant: Grant) -> dict[str, Any]:
    """Return the terms as an event tells them."""
    return {
        "case": grant.case, "entry": grant.entry, "channel": grant.channel, "receiver": grant.body.code if grant.body else "",
        "items": grant.items, "rows": grant.rows, "masking": grant.masking, "purpose": grant.purpose, "purpose_kind": grant.purpose_kind,
        "starts_on": grant.starts_on.isoformat(), "until": grant.until.isoformat() if grant.until else None, "quota": grant.quota,
        "fingerprint": grant.fingerprint,
    }  # fmt: skip


def change(
    grant: Grant, case: Case, said: Mapping[str, Any], *, article: Article | None, actor: Actor, now: datetime
) -> None:
    """Write changed terms; files that were made under the former ones are stopped. Raises: NotLawful; TermsUnfit."""
    drafting = drafting_of(case, grant.entry, said, timezone.localdate(now))
    _apply(grant, terms_.change(terms_of(grant), drafting))
    _write(grant, Event.GRANT_CHANGE, law_=article, actor=actor, now=now)
    stop_handouts(grant, "file", actor=actor, now=now)


def renew(grant: Grant, until: date, *, article: Article | None, actor: Actor, now: datetime) -> None:
    """Write a later last day. Raises: TermsUnfit."""
    _apply(grant, terms_.renew(terms_of(grant), until, timezone.localdate(now)))
    _write(grant, Event.GRANT_RENEW, law_=article, actor=actor, now=now)


def suspend(grant: Grant, reason: str, *, article: Article | None, actor: Actor, now: datetime) -> None:
    """Stop all use at once; hand-outs stay and work again after `restore`."""
    _require_state(grant, State.LIVE)
    grant.state = State.SUSPENDED
    _write(grant, Event.GRANT_SUSPEND, law_=article, actor=actor, now=now, reason=reason)


def restore(grant: Grant, reason: str, *, article: Article | None, actor: Actor, now: datetime) -> None:
    """Let a suspended grant be used again."""
    _require_state(grant, State.SUSPENDED)
    grant.state = State.LIVE
    _write(grant, Event.GRANT_RESUME, law_=article, actor=actor, now=now, reason=reason)


def end(grant: Grant, state: State, reason: str, *, article: Article | None, actor: Actor, now: datetime) -> None:
    """End a grant for good, by a decision (ENDED) or because its last day is over (EXPIRED), with all it has handed out."""
    _require_state(grant, State.LIVE, State.SUSPENDED)
    grant.state, grant.ended_at = state, now
    event = Event.GRANT_EXPIRE if state is State.EXPIRED else Event.GRANT_END
    _write(grant, event, law_=article, actor=actor, now=now, reason=reason)
    for kind in ("file", "token"):
        stop_handouts(grant, kind, actor=actor, now=now)


def _require_state(grant: Grant, *states: State) -> None:
    if grant.state not in states:
        state = State(grant.state)
        raise TermsUnfit(
            f"授权 {grant.number} 现为“{state.label}”", f"grant {grant.number} is {state.value}, not {' or '.join(each.value for each in states)}",
            shown=grant.number, remedy_zh="查看授权页的办理记录", remedy_en="see what happened to it on its page",
        )  # fmt: skip


def _write(grant: Grant, event: Event, *, law_: Article | None, actor: Actor, now: datetime, reason: str = "") -> None:
    grant.changed_at = now
    grant.save()
    said = {"reason": reason} if reason else {}
    record(
        event, subject_of(grant), by=actor, at=now, law=law_.label if law_ else "", facts={**facts_of(grant), **said}
    )


def stop_handouts(grant: Grant, kind: str, *, actor: Actor, now: datetime) -> int:
    """Stop the running hand-outs of a kind and return how many; their files are destroyed by a job."""
    running = list(grant.handouts.filter(kind=kind).exclude(stage=Stage.STOPPED))
    for handout in running:
        stop(handout, actor=actor, now=now)
    return len(running)


def stop(handout: Handout, *, actor: Actor, now: datetime) -> None:
    """Stop one hand-out and let its file be destroyed: without its key it is noise already."""
    handout.stage, handout.stopped_at, handout.wrapped = Stage.STOPPED, now, None
    handout.save(update_fields=["stage", "stopped_at", "wrapped"])
    record(
        Event.HANDOUT_STOP,
        subject_of(handout.grant),
        by=actor,
        at=now,
        facts={"kind": handout.kind, "hint": handout.hint},
    )
    if handout.path:
        jobs.enqueue("grants.destroy_file", {"handout": handout.pk}, key=f"handout {handout.pk}", at=now)


def article_of(said: Any) -> Article | None:
    """Return the article that a move keeps as JSON."""
    return Article(**said) if isinstance(said, Mapping) else None


def locked(numbers: list[str]) -> list[Grant]:
    """Return grants, locked until the caller's transaction ends."""
    assert transaction.get_connection().in_atomic_block
    return list(Grant.objects.select_for_update(of=("self",)).filter(number__in=numbers).order_by("number"))
