"""Standards, elements, code sets and conformance as pages, as JSON and as files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gongshu.audit import clock
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.lists.files import lines
from gongshu.catalogue.views import answer
from gongshu.people.acting import actor_of
from gongshu.people.actor import Actor
from gongshu.standards import content, presenting, queries
from gongshu.standards.errors import NoSuchStandard
from gongshu.standards.forms import AnswerForm, FilterForm, OpinionForm
from gongshu.standards.models import Conformance
from gongshu.ui.paging import Page

_SHOWN = 200  # elements and codes that a page of a standard shows; the file holds all


def framed(request: HttpRequest, names: dict[str, Any]) -> dict[str, Any]:
    """Staff read standards at their desk, everybody else as public pages."""
    staff = bool(actor_of(request).body)
    return {**names, "staff": staff, "frame": "ui/console.html" if staff else "ui/base.html"}


def _asked(request: HttpRequest, *wanted: str) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:200] for name in (*wanted, "after", "before")}


@require_GET
def norms(request: HttpRequest) -> HttpResponse:
    """List the standards, the newest first, with the way in which the place makes them."""
    actor, asked = actor_of(request), _asked(request, "q", "kind", "state")
    text = asked.pop("q")
    page = queries.norms(actor, text=text, **asked)
    names = {
        "page": page,
        "way": queries.way(actor, clock.now()),
        "form": FilterForm({"q": text, **asked}),
        "asked": asked,
    }
    return render(request, "standards/norms.html", framed(request, names))


@require_GET
def norms_json(request: HttpRequest) -> JsonResponse:
    asked = _asked(request, "q", "kind", "state")
    page = queries.norms(actor_of(request), text=asked.pop("q"), **asked)
    return answer(
        {"rows": [presenting.norm_json(each) for each in page.rows], "before": page.before, "after": page.after}
    )


def _version(request: HttpRequest) -> int:
    given = request.GET.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


@require_GET
def norm(request: HttpRequest, number: int) -> HttpResponse:
    return shown(request, number)


def shown(request: HttpRequest, number: int, refused: CatalogueError | None = None, **more: Any) -> HttpResponse:
    """Show one standard, with what was refused or tried."""
    found = queries.norm_of(actor_of(request), number, clock.now(), version=_version(request))
    names = {
        "found": found, "way": queries.way(actor_of(request), clock.now()), "elements": content.read("elements", found.version.elements[:_SHOWN]),
        "codes": content.read("codes", found.version.codes[:_SHOWN]), "most": _SHOWN, "refused": refused,
        "answering": AnswerForm(), "opinion": OpinionForm(), **more,
    }  # fmt: skip
    return render(request, "standards/norm.html", framed(request, names), status=refused.status if refused else 200)


@require_GET
def norm_json(request: HttpRequest, number: int) -> JsonResponse:
    return answer(
        presenting.shown_json(queries.norm_of(actor_of(request), number, clock.now(), version=_version(request)))
    )


@require_GET
def part_csv(request: HttpRequest, number: int, version: int, part: str) -> StreamingHttpResponse:
    """Return the elements or codes of a version as the file that the import reads."""
    found = queries.norm_of(actor_of(request), number, clock.now())
    if part not in content.PARTS or found.version.number != version:
        found = queries.norm_of(actor_of(request), number, clock.now(), version=version)
    if part not in content.PARTS:
        raise NoSuchStandard(part)
    rows = presenting.rows(part, content.read(part, getattr(found.version, part)))
    return StreamingHttpResponse(
        lines(presenting.titles(part), rows), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{part}-{number}-{version}.csv"'},
    )  # fmt: skip


@require_GET
def elements(request: HttpRequest) -> HttpResponse:
    """List the elements in force."""
    asked = _asked(request, "q")
    text = asked.pop("q")
    page = queries.elements(actor_of(request), text=text, **asked)
    return render(request, "standards/elements.html", framed(request, {"page": page, "q": text}))


@require_GET
def elements_json(request: HttpRequest) -> JsonResponse:
    asked = _asked(request, "q")
    page = queries.elements(actor_of(request), text=asked.pop("q"), **asked)
    return answer(
        {"rows": [presenting.element_json(each) for each in page.rows], "before": page.before, "after": page.after}
    )


@require_GET
def element(request: HttpRequest) -> HttpResponse:
    """Show one element with what names it."""
    actor, asked = actor_of(request), _asked(request, "code")
    found, held = queries.element_of(actor, asked["code"])
    names = {"element": found, "held": held, "used": queries.used(actor, **asked)}
    return render(request, "standards/element.html", framed(request, names))


@require_GET
def codes(request: HttpRequest) -> HttpResponse:
    """Show one code set with its values and what a change of it touches."""
    actor, asked = actor_of(request), _asked(request, "code")
    names = {
        "held": queries.code_set_of(actor, asked["code"]), "page": queries.codes_of(actor, **asked),
        "used": queries.used(actor, asked["code"]),
    }  # fmt: skip
    return render(request, "standards/codes.html", framed(request, names))


def _columns(request: HttpRequest, actor: Actor, *, failing: bool = False) -> Page[Conformance]:
    asked = _asked(request, "body", "standard")
    body, standard = asked["body"], asked["standard"]
    return queries.columns(
        actor, body=body, standard=standard, failing=failing, after=asked["after"], before=asked["before"]
    )


@login_required
@require_GET
def conformance(request: HttpRequest) -> HttpResponse:
    """Show the conformance rate: of all, of each body, and the items that do not conform."""
    actor, asked = actor_of(request), _asked(request, "body", "standard", "entry")
    number = asked.pop("entry")
    names: dict[str, Any] = {"asked": asked, "whole": queries.whole(actor), "bodies": queries.bodies(actor)}
    if number:
        entry, rate, rows = queries.of_entry(actor, number)
        names |= {"entry": entry, "rate": rate, "rows": rows}
    else:
        page = _columns(request, actor, failing=True)
        names |= {"page": page, "rows": page.rows}
    return render(request, "standards/conformance.html", framed(request, names))


@login_required
@require_GET
def conformance_json(request: HttpRequest) -> JsonResponse:
    actor, asked = actor_of(request), _asked(request, "body", "standard", "entry")
    if number := asked.pop("entry"):
        return answer(presenting.entry_json(*queries.of_entry(actor, number)))
    page = _columns(request, actor)
    return answer(presenting.standings_json(queries.whole(actor), queries.bodies(actor), page))
