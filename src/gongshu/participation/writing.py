"""The letter about what somebody follows, in their language, with one press to stop."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gongshu.participation import links
from gongshu.participation.models import Tiding
from gongshu.people.models import Account


def letter(account: Account, told: Sequence[Tiding]) -> EmailMessage:
    """Return the letter that tells a person all these things."""
    node = settings.GONGSHU
    stop = node.address + reverse("participation:stop", args=[links.make(account)])
    with translation.override(account.language):
        said = {
            "account": account,
            "node": node,
            "stop": stop,
            "told": [(row, node.address + reverse("catalogue:entry", args=[row.entry.number])) for row in told],
        }
        # The template is plain text: nothing in it is a page, so nothing is escaped.
        body = render_to_string("participation/letter.txt", said)
        subject = _("您关注的数据有更新")
    return EmailMessage(
        subject=f"[{node.name}] {subject}",
        body=body,
        to=[account.mail],
        headers={
            "Message-ID": f"<tidings-{told[0].pk}-{told[-1].pk}.{account.pk}@{urlsplit(node.address).hostname}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
