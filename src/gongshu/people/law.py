"""The law of this node, for all Django layers above."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from gongshu.law import Law, load
from gongshu.law.measures import Status

if TYPE_CHECKING:
    from gongshu.law.library import Jurisdiction
    from gongshu.law.terms import Terms


def law() -> Law:
    """Return the law that the node's settings name."""
    return load(settings.GONGSHU.laws)


def jurisdiction() -> Jurisdiction:
    """Return the node's own jurisdiction. Raises: UnknownName."""
    return law().jurisdiction(settings.GONGSHU.jurisdiction)


def terms(day: date) -> Terms:
    """Return what holds here on a day, with the node's service promises.

    A rehearsal takes a draft as if it were in force; a text that lapsed or has not begun says nothing anywhere.
    """
    node = settings.GONGSHU
    main = jurisdiction().main
    drafted = bool(node.rehearsal and main and main.status_on(day) is Status.DRAFT)
    return law().terms(node.jurisdiction, day, node.promises, as_if_in_force=drafted)
