"""Visitors without an account: what they have to leave behind, and how much of it is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from gongshu.cases.errors import FactsMissing, FactsUnfit, TooMany
from gongshu.cases.models import Case

CONTACT = "contact_mail"
# What one node takes in: far above what a city's visitors report, far below what would bury its officers.
HOURLY = 60  # cases of visitors in an hour, together
DAILY = 5  # cases in a day that name the same contact


def require_welcome(facts: Mapping[str, Any], now: datetime) -> None:
    """Raise FactsMissing or FactsUnfit without a mail address for the answer, TooMany where visitors have reported too much."""
    contact = str(facts.get(CONTACT, ""))
    if not contact:
        raise FactsMissing(
            "未登录提交的，须填写联系邮箱，以便告知结果", "without signing in, leave a mail address for the answer", shown=CONTACT,
            remedy_zh="填写联系邮箱，或者登录后提交", remedy_en="fill in the contact mail, or sign in",
        )  # fmt: skip
    try:
        validate_email(contact)
    except ValidationError as problem:
        raise FactsUnfit(
            f"联系邮箱“{contact}”不是邮箱地址", f"{contact!r} is no mail address", shown=contact,
            remedy_zh="写成 name@example.com", remedy_en="write it as name@example.com",
        ) from problem  # fmt: skip
    visitors = Case.objects.filter(applicant_body=None, applicant_account=None, opened_by="")
    same = visitors.filter(received_at__gt=now - timedelta(days=1), facts__contact_mail=contact).count()
    if same >= DAILY or visitors.filter(received_at__gt=now - timedelta(hours=1)).count() >= HOURLY:
        raise TooMany(
            "提交过于频繁，请稍后再试", "too many reports have come in; try again later", shown=str(same),
            remedy_zh="明天再提交，或者登录后提交", remedy_en="come back tomorrow, or sign in",
        )  # fmt: skip


def contact_of(case: Case) -> str:
    """Return the mail address that a visitor left, empty where the applicant has an account or is a body."""
    if case.applicant_body_id or case.applicant_account_id or case.opened_by:
        return ""
    return str(case.facts.get(CONTACT, ""))
