"""Papers of a case: handing one in, and reading letters and papers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongshu.audit import clock
from gongshu.cases import printing, queries, services
from gongshu.cases.forms import PaperForm
from gongshu.cases.spool import content_of
from gongshu.cases.views import show
from gongshu.people.acting import actor_of


@login_required
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Attach a scanned official letter."""
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, number, status=422, paper_form=form)
    said = form.cleaned_data
    file = said["file"]
    services.attach(
        number,
        file.name,
        file.read(),
        actor=actor_of(request),
        now=clock.now(),
        letter_number=said["letter_number"],
        seal=said["seal"],
    )
    messages.success(request, _("附件已收下"))
    return redirect("cases:case", number)


@login_required
@require_GET
def paper(request: HttpRequest, number: str, paper: int) -> HttpResponse:
    """Hand out a paper as it was handed in."""
    found = queries.case(actor_of(request), number).attachments.filter(pk=paper).first()
    if found is None:
        raise Http404
    answer = HttpResponse(content_of(found), content_type="application/octet-stream")  # Never shown inside our pages.
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return answer


@login_required
@require_GET
def letter(request: HttpRequest, number: str, letter: str) -> HttpResponse:
    """Hand out a letter as PDF; one that is not made yet is made now."""
    found = queries.case(actor_of(request), number).letters.filter(number=letter).first()
    if found is None:
        raise Http404
    made = printing.make(found.pk, clock.now())
    answer = HttpResponse(printing.content_of(made), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{made.number}.pdf") or "inline"
    return answer
