"""Notices by mail: each is sent after the commit to every person it is for, in that person's language, with its letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gongshu import audit, jobs
from gongshu.audit import Event
from gongshu.cases import printing, resolved, visitors
from gongshu.cases.models import Case, Letter, Notice, NoticeKind
from gongshu.cases.presenting import NOTICE_WORDS, article_of
from gongshu.people.actor import SYSTEM
from gongshu.people.models import Account, DutyGrant
from gongshu.people.models.accounts import in_time

JOB = "cases.mail"
VISITOR_JOB = "cases.mail_visitor"


def post(notice: Notice, now: datetime) -> None:
    """Write a job for every person whom this notice reaches by mail, in the caller's transaction. None without a mail server."""
    if not settings.GONGSHU.mail:
        return
    for account in _readers(notice, now):
        jobs.enqueue(JOB, {"notice": notice.pk, "account": account.pk}, key=f"{notice.pk}-{account.pk}", at=now)


def send(notice_id: int, account_id: int, now: datetime) -> None:
    """Send one notice to one person and record it. Raises: OSError, SMTPException if the server does not take it; the job tries again.

    A worker that is killed after the server took the mail sends it again with the same Message-ID, by which mailboxes know it.
    """
    notice = Notice.objects.select_related("case", "body").get(pk=notice_id)
    account = Account.objects.get(pk=account_id)
    if not account.mail or not account.is_active:
        return  # Closed or without an address since the notice was written: it stays in the pages.
    letter = _letter(notice)
    with translation.override(account.language):
        mail = _mail(notice, account, letter)
    mail.send()
    with transaction.atomic():
        facts = {"kind": notice.kind, "login": account.login, "letter": letter.number if letter else ""}
        subject = audit.Subject("notice", f"{notice.case.number}-{notice.pk}", notice.case.number)
        audit.record(Event.NOTICE_MAIL, subject, by=SYSTEM, at=now, facts=facts)


def post_to_visitor(case: Case, occasion: str, now: datetime) -> None:
    """Write a job that mails a visitor the receipt or the answer, in the caller's transaction; nothing for whoever has an account."""
    if settings.GONGSHU.mail and visitors.contact_of(case):
        jobs.enqueue(VISITOR_JOB, {"case": case.pk, "occasion": occasion}, key=f"{case.number}-{occasion}", at=now)


def send_to_visitor(case_id: int, occasion: str, now: datetime) -> None:
    """Send a visitor the receipt of a report, or the answer with its letter. Raises: OSError, SMTPException; the job tries again."""
    case = Case.objects.get(pk=case_id)
    node, table = settings.GONGSHU, resolved.read(case.law_id).procedure(case.procedure)
    place = None if occasion == "receipt" else int(occasion)
    letter = case.letters.filter(move__place=place).order_by("id").first() if place else None
    letter = printing.make(letter.pk, now) if letter else None
    said = {
        "case": case, "procedure": table.title, "state": table.states[case.state].title, "letter": letter, "node": node,
        "address": f"{node.address}{reverse('portal:receipt')}?number={case.number}", "is_receipt": place is None,
    }  # fmt: skip
    mail = EmailMessage(
        subject=f"[{node.name}] {case.number}",
        body="\n".join(_in_language(language, said) for language in ("zh-hans", "en")),
        to=[visitors.contact_of(case)],
        headers={
            "Message-ID": f"<{case.number}.{occasion}@{urlsplit(node.address).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if letter:
        mail.attach(f"{letter.number}.pdf", printing.content_of(letter), "application/pdf")
    mail.send()
    with transaction.atomic():
        facts = {
            "kind": "receipt" if place is None else "answered",
            "login": "",
            "letter": letter.number if letter else "",
        }
        subject = audit.Subject("notice", f"{case.number}-{occasion}", case.number)
        audit.record(Event.NOTICE_MAIL, subject, by=SYSTEM, at=now, facts=facts)


def _in_language(language: str, said: Mapping[str, Any]) -> str:
    """Which language a visitor reads is not known, so that they get both."""
    with translation.override(language):
        text: str = render_to_string("cases/visitor.txt", dict(said))
        return text


def _readers(notice: Notice, now: datetime) -> list[Account]:
    """The member of the public it is for, or everybody in the body who holds a duty today and has a mail address."""
    found = Account.objects.filter(is_active=True).exclude(mail="").order_by("pk")
    if notice.account_id:
        return list(found.filter(pk=notice.account_id))
    holders = DutyGrant.objects.filter(in_time(now)).values("account")
    return list(found.filter(body=notice.body_id, pk__in=holders))


def _letter(notice: Notice) -> Letter | None:
    """The letter of the move that this notice tells of, its PDF made if it is not yet."""
    if notice.kind not in (NoticeKind.ANSWERED, NoticeKind.COMPLETE):
        return None
    found = notice.case.letters.filter(move__place=int(notice.occasion)).order_by("id").first()
    return printing.make(found.pk, notice.at) if found else None


def _mail(notice: Notice, account: Account, letter: Letter | None) -> EmailMessage:
    node, case = settings.GONGSHU, notice.case
    table = resolved.read(case.law_id).procedure(case.procedure)
    said = {
        "account": account, "case": case, "what": NOTICE_WORDS[notice.kind], "facts": notice.facts, "letter": letter, "node": node,
        "procedure": table.title["en" if account.language == "en" else "zh"], "article": article_of(notice.facts.get("article")),
        "address": node.address + (notice.facts.get("address") or reverse("cases:case", args=[case.number])),
        "about": [each.label for each in case.subjects.order_by("id")],
    }  # fmt: skip
    # The template is plain text: nothing in it is a page, so nothing is escaped.
    body = render_to_string("cases/mail.txt", said)
    mail = EmailMessage(
        subject=f"[{node.name}] {NOTICE_WORDS[notice.kind]} {case.number}",
        body=body,
        to=[account.mail],
        headers={
            "Message-ID": f"<notice-{notice.pk}.{account.pk}@{urlsplit(node.address).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if letter:
        mail.attach(f"{letter.number}.pdf", printing.content_of(letter), "application/pdf")
    return mail
