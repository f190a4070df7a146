"""Notices and credit records for scripts and for readers of feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from gongshu.oversight.models import MisuseMeasure
from gongshu.oversight.queries import Shown
from gongshu.ui.moments import local_iso

Row = Callable[[MisuseMeasure, str | None], dict[str, Any]]


def to_json(shown: Shown, row: Row) -> dict[str, Any]:
    """Return a page of measures with the cursors around it."""
    rows = [row(each, title) for each, title in shown.rows]
    return {"rows": rows, "before": shown.page.before, "after": shown.page.after}


def notice_json(measure: MisuseMeasure, title: str | None) -> dict[str, Any]:
    """Return a notice; `entry` is None where the data set is not for this reader, `term` says whether a text or the node set its last day."""
    assert measure.published_at is not None
    assert measure.shown_until is not None
    return {
        "id": measure.pk, "user": measure.public_user, "natural_person": measure.of_person, "body": measure.body.code if measure.body else None,
        "ground": measure.ground, "measure": measure.measure, "article": measure.cited.label if measure.cited else None,
        "decided_by": measure.decider.code, "since": local_iso(measure.taken_at), "entry": measure.entry if title else None, "title": title,
        "published": local_iso(measure.published_at), "until": measure.shown_until.isoformat(),
        "term": measure.term_of.label if measure.term_of else "promise",
    }  # fmt: skip


def credit_json(measure: MisuseMeasure, title: str | None) -> dict[str, Any]:
    """Return a line of a credit record, for those whom it concerns."""
    under = measure.credit_under
    return {
        "id": measure.pk, "case": measure.case, "grant": measure.grant, "user": measure.user,
        "body": measure.body.code if measure.body else None, "entry": measure.entry, "title": title,
        "ground": measure.ground, "measure": measure.measure, "article": measure.cited.label if measure.cited else None,
        "decided_by": measure.decider.code, "since": local_iso(measure.taken_at),
        "over": local_iso(measure.over_at), "over_by": measure.over_by or None,
        "kept_under": under.label if under else None, "public_until": measure.shown_until.isoformat() if is_public(measure) and measure.shown_until else None,
    }  # fmt: skip


def is_public(measure: MisuseMeasure) -> bool:
    """Whether the public is being told of a measure."""
    return measure.published_at is not None and measure.withdrawn_at is None


def atom(shown: Shown, withdrawn: Sequence[tuple[int, datetime]]) -> str:
    """Return an Atom feed of the notices; one that was taken down comes again under its number, without what it said."""
    node = settings.GONGSHU
    feed = Atom1Feed(
        title=f"{node.name} {_('违规使用通告')}",
        link=node.address + reverse("oversight:notices"),
        feed_url=node.address + reverse("oversight:feed"),
        description=_("违规使用公共数据的处置"),
        language="zh-Hans",
    )
    for row, title in shown.rows:
        law = row.cited.label if row.cited else ""
        lines = (row.ground.get("zh", ""), row.measure["zh"], law, title)
        feed.add_item(
            title=f"{row.public_user}：{row.measure['zh']}", link=_address(row.pk), unique_id=_address(row.pk),
            description="\n".join(line for line in lines if line), author_name=row.decider.zh, pubdate=row.published_at, updateddate=row.published_at,
        )  # fmt: skip
    for number, at in withdrawn:
        feed.add_item(
            title=_("通告已撤下"), link=_address(number), unique_id=_address(number),
            description=_("处置已经解除、变更，或者公示期已满。"), pubdate=at, updateddate=at,
        )  # fmt: skip
    text: str = feed.writeString("utf-8")
    return text


def _address(number: int) -> str:
    address: str = settings.GONGSHU.address
    return address + reverse("oversight:notice", args=[number])
