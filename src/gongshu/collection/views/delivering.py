"""Uploading, and deciding about what was uploaded."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue.models import Resource
from gongshu.collection import pages, queries, services, uploads
from gongshu.collection.errors import CollectionError
from gongshu.collection.forms import UploadForm
from gongshu.people.acting import actor_of
from gongshu.ui.words import chosen


@csrf_exempt  # Only for the moment in which the body is told to go to the spool; the inner view checks the token.
@login_required
@require_http_methods(["GET", "POST"])
def deliver(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form, or take a file: it is encrypted as it arrives, and the worker reads it."""
    resources = queries.resources_of(actor_of(request), number)[1]
    uploads.into_spool(request)
    return _deliver(request, number, resources)


@csrf_protect
def _deliver(request: HttpRequest, number: str, resources: list[Resource]) -> HttpResponse:
    actor = actor_of(request)
    initial = {"mends": request.GET.get("mends", ""), "resource": request.GET.get("resource", "")}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial, resources=resources)
    if request.method != "POST" or not form.is_valid():
        uploads.drop_all(request.FILES.values())
        page = pages.upload(actor, number, form)
        return render(
            request, "collection/deliver.html", {"page": page}, status=422 if request.method == "POST" else 200
        )
    said = form.cleaned_data
    source = uploads.spooled(said["file"])
    try:
        taken = services.receive(
            number, source, actor=actor, now=clock.now(), mode=said["mode"] or None, mends=said["mends"],
            resource=said.get("resource", ""),
        )  # fmt: skip
    except CollectionError as problem:
        form.add_error(None, f"{chosen(problem.because)} {chosen(problem.remedy)}".strip())
        return render(
            request, "collection/deliver.html", {"page": pages.upload(actor, number, form)}, status=problem.status
        )
    if taken.is_duplicate:
        messages.info(request, _("与最近一次投送的文件相同，没有产生新的快照"))
    return redirect("collection:delivery", taken.number)


@login_required
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Release or return a delivery that waits."""
    actor, now, reason = actor_of(request), clock.now(), request.POST.get("reason", "")
    if request.POST.get("choice") == "approve":
        services.approve_publication(number, reason, actor=actor, now=now)
        messages.success(request, _("已放行，数据已发布为当前快照"))
    else:
        services.refuse_publication(number, reason, actor=actor, now=now)
        messages.success(request, _("已退回，数据未发布"))
    return redirect("collection:delivery", number)


@login_required
@require_POST
def adopt(request: HttpRequest, number: str) -> HttpResponse:
    """Take the columns that were found in the file over into the entry's draft, with the types that were corrected."""
    types = {name.removeprefix("type:"): str(kind) for name, kind in request.POST.items() if name.startswith("type:")}
    delivery = services.adopt_items(number, types, actor=actor_of(request), now=clock.now())
    messages.success(request, _("已将文件中的列写入目录草稿，请核对后送审"))
    return redirect("catalogue:edit", delivery.resource.entry.number)


@login_required
@require_POST
def drop(request: HttpRequest, upload: str) -> HttpResponse:
    """Give up a file that was sent in part, and go back to the form."""
    actor = actor_of(request)
    entry = queries.upload(actor, upload).entry.number
    services.drop_upload(upload, actor=actor, now=clock.now())
    messages.success(request, _("已放弃上传，已收到的部分已删除"))
    return redirect("collection:deliver", entry)
