"""The workbench: many entries in one table, tried while they are typed, kept as drafts, sent for one review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue import queries, services
from gongshu.catalogue.forms import BulkForm
from gongshu.catalogue.models import Entry
from gongshu.catalogue.pages import bulk as bulks
from gongshu.catalogue.pages import workbench as pages
from gongshu.catalogue.pages.workbench import PAGE, SECTION_NAMES, Posted
from gongshu.people.acting import actor_of
from gongshu.people.actor import Actor
from gongshu.ui.words import chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries, and which of their fields."""

    section: str
    text: str
    state: str
    after: str

    @property
    def query(self) -> str:
        said = {"section": self.section, "q": self.text, "state": self.state, "after": self.after}
        return urlencode({name: value for name, value in said.items() if value})


def asked(request: HttpRequest) -> Asked:
    """Return what the address of the workbench asks for."""
    said = {name: request.GET.get(name, "") for name in ("section", "q", "state", "after")}
    section = said["section"] if said["section"] in SECTION_NAMES else SECTION_NAMES[0]
    return Asked(section=section, text=said["q"], state=said["state"], after=said["after"])


@login_required
@require_http_methods(["GET", "POST"])
def workbench(request: HttpRequest) -> HttpResponse:
    """Show the table; POST keeps what has changed as drafts and sends what is ticked for one review."""
    actor, now, wanted = actor_of(request), clock.now(), asked(request)
    if request.method == "POST":
        return _keep(request, actor, wanted, now)
    found = queries.own_entries(actor, text=wanted.text, state=wanted.state)
    page = pages.bench(found, wanted.section, actor, wanted.after, now)
    return render(request, "catalogue/workbench.html", {"page": page, "asked": wanted})


def _keep(request: HttpRequest, actor: Actor, wanted: Asked, now: datetime) -> HttpResponse:
    held, read = _read(request, actor, wanted.section, now)
    send = read.ticked if "send" in request.POST else ()
    broken = [
        number for number, form in read.forms.items() if form.is_bound and form.has_changed() and not form.is_valid()
    ]
    done = services.edit_many(
        read.changes,
        seen=read.seen,
        send=() if broken else send,
        reason=request.POST.get("reason", ""),
        actor=actor,
        now=now,
    )
    if done.kept:
        messages.success(request, ngettext("已保存 %(count)s 项草稿", "已保存 %(count)s 项草稿", len(done.kept)) % {"count": len(done.kept)})  # fmt: skip
    read.refused = {number: chosen(refused.because) for number, refused in done.refused.items()}
    if broken or done.unfit or done.refused or done.hindered:
        _tell(request, len({*broken, *done.unfit, *done.refused}), done.hindered)
        fresh = list(queries.own_entries(actor).filter(number__in=[entry.number for entry in held]))
        page = pages.again(fresh, wanted.section, read, actor, now)
        return render(request, "catalogue/workbench.html", {"page": page, "asked": wanted}, status=422)
    if done.case:
        messages.success(request, _("已送审，编号 %(number)s") % {"number": done.case})
        return redirect("cases:case", done.case)
    return redirect(f"{reverse('catalogue:workbench')}?{wanted.query}")


def _tell(request: HttpRequest, count: int, hindered: Any) -> None:
    if count:
        messages.error(request, ngettext("%(count)s 项没有保存，原因写在该行", "%(count)s 项没有保存，原因写在该行", count) % {"count": count})  # fmt: skip
    if hindered is not None:
        problems = getattr(hindered, "problems", ())
        words = _("没有送审：勾选的目录尚有 %(count)s 处不符合要求，写在各单元格下") % {"count": len(problems)}
        messages.error(request, words if problems else chosen(hindered.because))


def _read(request: HttpRequest, actor: Actor, section: str, now: datetime) -> tuple[list[Entry], Posted]:
    numbers = request.POST.getlist("row")[: PAGE * 2]
    held = list(queries.own_entries(actor).filter(number__in=numbers))
    return held, pages.posted(_with_plain_ends(request.POST), held, section, timezone.localdate(now))


def _with_plain_ends(data: QueryDict) -> QueryDict:
    """Browsers send the ends of lines as CR LF; a text that was not touched would look changed."""
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain


@login_required
@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """Tell what is wrong with some lines as they stand, and keep nothing: by control and by line, as parts of the page."""
    actor, now, wanted = actor_of(request), clock.now(), asked(request)
    held, read = _read(request, actor, wanted.section, now)
    page = pages.again(held, wanted.section, read, actor, now)
    cells = {cell.name: _drawn("cell", {"cell": cell}) for row in page.rows for cell in row.cells if cell.is_wrong}
    rows = {row.entry.number: _drawn("row", {"row": row}) for row in page.rows}
    return JsonResponse({"cells": cells, "rows": rows})


def _drawn(part: str, names: dict[str, Any]) -> str:
    return render_to_string(f"catalogue/workbench/{part}.html", names)


@login_required
@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Show the form for all entries of a search; POST tries it, keeps drafts, or keeps and sends them for one review."""
    actor, now, wanted = actor_of(request), clock.now(), asked(request)
    chosen_ones = bulks.selection(actor, wanted.text, wanted.state)
    form = BulkForm(timezone.localdate(now), request.POST if request.method == "POST" else None)
    names = {"asked": wanted, "selection": chosen_ones, "form": form, "trial": None}
    if request.method == "GET" or not form.is_valid() or chosen_ones.is_too_large:
        return render(request, "catalogue/workbench/bulk.html", names, status=200 if request.method == "GET" else 422)
    changes = bulks.changes(chosen_ones, form.said())
    if not changes:
        messages.warning(request, _("没有目录会改变：没有填写字段，或者各目录已是这样"))
        return render(request, "catalogue/workbench/bulk.html", names)
    if "try" in request.POST:
        names["trial"] = bulks.trial(chosen_ones, changes, actor, now)
        return render(request, "catalogue/workbench/bulk.html", names)
    send = list(changes) if "send" in request.POST else ()
    done = services.edit_many(changes, send=send, reason=request.POST.get("reason", ""), actor=actor, now=now)
    return _bulk_done(request, done, wanted)


def _bulk_done(request: HttpRequest, done: services.Edited, wanted: Asked) -> HttpResponse:
    messages.success(request, ngettext("已保存 %(count)s 项草稿", "已保存 %(count)s 项草稿", len(done.kept)) % {"count": len(done.kept)})  # fmt: skip
    for number, problems in done.unfit.items():
        messages.error(request, f"{number} {pages.reason_of(problems)}")
    for number, refused in done.refused.items():
        messages.error(request, f"{number} {chosen(refused.because)}")
    if done.hindered:
        _tell(request, 0, done.hindered)
    if done.case:
        messages.success(request, _("已送审，编号 %(number)s") % {"number": done.case})
        return redirect("cases:case", done.case)
    return redirect(f"{reverse('catalogue:workbench')}?{wanted.query}")
