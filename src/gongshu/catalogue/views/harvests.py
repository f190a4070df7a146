"""Pages of catalogues that are read on a schedule."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue import pages, queries, services
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.models.harvests import Every
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen


@login_required
@require_http_methods(["GET", "POST"])
def harvests(request: HttpRequest) -> HttpResponse:
    """Show the sources and the form of a new one; POST registers it."""
    actor, status = actor_of(request), 200
    if request.method == "POST":
        try:
            made = services.register_harvest(request.POST, actor=actor, now=clock.now())
            messages.success(request, _("已登记，第一次读取正在进行"))
            return redirect("catalogue:harvest", made.number)
        except CatalogueError as refused:
            messages.error(request, chosen(refused.because))
            status = refused.status
    names = {
        "sources": queries.harvest_sources(actor), "mappings": pages.mappings(), "rhythms": Every.choices, "asked": request.POST,
    }  # fmt: skip
    return render(request, "catalogue/harvests.html", names, status=status)


@login_required
@require_GET
def harvest(request: HttpRequest, number: str) -> HttpResponse:
    """Show one source with what came of each time."""
    actor = actor_of(request)
    source, runs = queries.harvest_source(actor, number), list(queries.harvest_runs(actor, number))
    names = {
        "source": source, "runs": runs, "rhythms": Every.choices, "owns": actor.body == source.body.code,
        "form": dict(pages.mappings())[source.mapping], "gone": queries.vanished(actor, runs[0]) if runs else (),
    }  # fmt: skip
    return render(request, "catalogue/harvest.html", names)


@login_required
@require_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Let a source be read now, pause it, take it up again, or change its rhythm."""
    actor, now, said = actor_of(request), clock.now(), request.POST
    try:
        if "run" in said:
            services.order_harvest(number, actor=actor, now=now)
            messages.success(request, _("正在读取，稍后刷新本页"))
        elif "every" in said:
            every = int(said["every"]) if said["every"].isdecimal() else 0
            services.change_harvest(number, every=every, actor=actor, now=now)
        else:
            services.change_harvest(number, active="resume" in said, actor=actor, now=now)
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
    return redirect("catalogue:harvest", number)
