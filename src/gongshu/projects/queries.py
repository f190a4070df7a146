"""The register of IT projects and purchases of data: their cases, with what each still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gongshu.cases import resolved
from gongshu.cases.models import Case
from gongshu.people.actor import Actor
from gongshu.people.permission import query
from gongshu.projects.standing import PROJECT, PURCHASE, Lack, lacks
from gongshu.ui.paging import Page, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One project or purchase as the register shows it."""

    case: Case
    kind: Mapping[str, str]  # title of its procedure: zh, en
    state: Mapping[str, str]
    lacks: list[Lack]

    @property
    def title(self) -> str:
        return str(self.case.facts.get("subject_line", ""))


@query
def register(
    actor: Actor, *, procedure: str = "", open_only: bool = False, after: str = "", before: str = ""
) -> tuple[Page[Case], list[Line]]:
    """Return one page of the projects and purchases that this person may see, newest first, and its lines."""
    found = page(_chosen(actor, procedure, open_only), after=after, before=before)
    return found, [_line(case) for case in found.rows]


@query
def whole(actor: Actor, *, procedure: str = "", open_only: bool = False) -> Iterator[Line]:
    """Yield all lines of the register, newest first."""
    return (_line(case) for case in _chosen(actor, procedure, open_only).order_by("-pk").iterator(chunk_size=500))


def _chosen(actor: Actor, procedure: str, open_only: bool) -> Any:
    wanted = [name for name in (PROJECT, PURCHASE) if procedure in ("", name)]
    found = Case.objects.visible_to(actor).filter(procedure__in=wanted).select_related("applicant_body", "decider")
    return found.filter(ended=False) if open_only else found


def _line(case: Case) -> Line:
    """Return the line of one case, told by the law of its own day."""
    table = resolved.read(case.law_id).procedure(case.procedure)
    return Line(case=case, kind=table.title, state=table.states[case.state].title, lacks=lacks(case))
