"""Pages of imports: which there were, trying and starting one, one with its entries."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue import pages, queries, services
from gongshu.catalogue.errors import CatalogueError, FileUnfit
from gongshu.catalogue.importing.mapping import known
from gongshu.catalogue.importing.planning import Input
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen

_LARGEST = 2 * 1024 * 1024  # bytes; what is larger would lie in a temporary file, and a packed catalogue is smaller


@login_required
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Show the imports and the form of a new one; POST tries a file, or imports it."""
    actor, now, told, status = actor_of(request), clock.now(), None, 200
    if request.method == "POST":
        try:
            given = _given(request)
            if "start" in request.POST:
                made = services.import_catalogue(given, actor=actor, now=now)
                told = pages.told(made.as_json(), dry=False)
            else:
                told = pages.told(queries.import_preview(actor, given, now), dry=True)
        except CatalogueError as refused:
            messages.error(request, "\n".join(filter(None, (chosen(refused.because), chosen(refused.remedy)))))
            status = refused.status
    names = {
        "batches": queries.import_batches(actor),
        "mappings": pages.mappings(),
        "told": told,
        "asked": request.POST,
    }
    return render(request, "catalogue/imports.html", names, status=status)


def _given(request: HttpRequest) -> Input:
    handed = request.FILES.get("file")
    if handed is None or not handed.size:
        raise FileUnfit("没有选择文件", "no file was chosen", "选择一个文件", "choose a file")
    if handed.size > _LARGEST:
        raise FileUnfit(
            "文件超过 2 MiB", "the file is larger than 2 MiB", "用 gzip 压缩后上传，或者用 gongshu catalogue import",
            "pack it with gzip, or use gongshu catalogue import", shown=handed.name,
        )  # fmt: skip
    return Input(
        content=handed.read(), mapping=known(request.POST.get("mapping", "")), file=handed.name or "",
        source=request.POST.get("source", "").strip(), provider=request.POST.get("provider", "").strip(),
    )  # fmt: skip


@login_required
@require_GET
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Show one import: what was wrong, and its entries by line."""
    after = request.GET.get("after", "")
    page = pages.batch(actor_of(request), number, int(after) if after.isdecimal() else 0, clock.now())
    return render(request, "catalogue/import_batch.html", {"page": page})


@login_required
@require_POST
def leave_out(request: HttpRequest, number: str) -> HttpResponse:
    """Take an entry out of the review of an import, with the reason."""
    entry, reason = request.POST.get("entry", ""), request.POST.get("reason", "")
    try:
        services.leave_out(number, entry, reason, actor=actor_of(request), now=clock.now())
        messages.success(request, _("%(number)s 不再随本批审核") % {"number": entry})
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
    return redirect("catalogue:import-batch", number)
