"""Taking data without an application, and answering verifications."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongshu.audit import clock
from gongshu.cases import queries as cases
from gongshu.grants.forms import FileForm
from gongshu.grants.links import FILE
from gongshu.grants.showing import address
from gongshu.people.acting import actor_of
from gongshu.sharing import queries, questions, services


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Show how an entry is taken directly; POST sends the browser to a link that lasts five minutes."""
    actor, now = actor_of(request), clock.now()
    if request.method == "POST" and (wanted := request.POST.get("file", "")):
        return redirect(services.download_link(number, f"{FILE}{wanted}", actor=actor, now=now))
    form = FileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect(services.download_link(number, form.cleaned_data["format"], actor=actor, now=now))
    taking = queries.taking(actor, number, now)
    return render(
        request, "sharing/take.html", {"taking": taking, "form": form, "node_address": address(), "number": number}
    )


@login_required
@require_http_methods(["GET", "POST"])
def verification(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the machine found; POST answers with it."""
    actor = actor_of(request)
    if request.method == "POST":
        services.answer_as_found(number, actor=actor, now=clock.now())
        return redirect("cases:case", number)
    found = queries.verification(actor, number)
    said, lines = None, []
    if found and found.found:
        said = dict(zip(("zh", "en"), questions.summary(found.found), strict=True))
        lines = list(zip(cases.case(actor, number).facts["keys"], found.found, strict=True))
    names = {"found": found, "said": said, "lines": lines, "number": number}
    return render(request, "sharing/verification.html", names)
