"""What is shown, for scripts and for readers of feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from gongshu.participation.models import Application, Question, Reuse
from gongshu.participation.queries import Voice
from gongshu.ui.moments import local_iso
from gongshu.ui.paging import Page


def page_json(page: Page[Any], row: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Return a page of rows with the cursors around it."""
    return {"rows": [row(each) for each in page.rows], "before": page.before, "after": page.after}


def question_json(question: Question, today: date) -> dict[str, Any]:
    """Return a question; `due` is what the node promises, never law. `kept` is None while it waits, and where nothing was promised."""
    kept = None if question.due is None or question.answered_at is None else not question.late
    return {
        "id": question.pk, "title": question.title, "question": question.text, "asked_on": question.asked_on.isoformat(),
        "entry": question.entry.number if question.entry else None, "body": question.body.code,
        "due": question.due.isoformat() if question.due else None, "due_is": "promise" if question.due else None,
        "answer": question.answer or None, "answered": local_iso(question.answered_at),
        "kept": kept, "overdue": question.is_overdue(today),
    }  # fmt: skip


def reuse_json(reuse: Reuse) -> dict[str, Any]:
    entries = [entry.number for entry in reuse.seen_entries]  # type: ignore[attr-defined]  # what the reader may see of them
    return {
        "id": reuse.pk,
        "title": reuse.title,
        "maker": reuse.maker,
        "text": reuse.text,
        "link": reuse.link or None,
        "entries": entries,
    }


def application_json(application: Application) -> dict[str, Any]:
    return {
        "entry": application.entry.number, "title": application.title, "received_on": application.received_on.isoformat(),
        "facts": application.facts, "state": application.state, "ended": application.ended,
        "due": application.due.isoformat() if application.due else None, "late": application.late,
    }  # fmt: skip


def voice_json(said: Voice) -> dict[str, Any]:
    return {
        "average": said.average,
        "count": said.count,
        "own": said.own,
        "letters": said.favourite.letters if said.favourite else None,
    }


def atom(rows: Sequence[Question]) -> str:
    """Return an Atom feed of questions; a question that is answered comes again as changed."""
    node = settings.GONGSHU
    feed = Atom1Feed(
        title=f"{node.name} {_('互动问答')}",
        link=node.address + reverse("participation:questions"),
        feed_url=node.address + reverse("participation:feed"),
        description=_("公众对公共数据的提问和公开回答"),
        language="zh-Hans",
    )
    for row in rows:
        feed.add_item(
            title=row.title,
            link=f"{node.address}{reverse('participation:questions')}#{row.pk}",
            unique_id=f"{node.address}{reverse('participation:questions')}#{row.pk}",
            description="\n\n".join(text for text in (row.text, row.answer) if text),
            author_name=row.body.zh,
            pubdate=row.shown_at,
            updateddate=row.answered_at or row.shown_at,
        )
    text: str = feed.writeString("utf-8")
    return text
