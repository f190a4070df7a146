"""Proofs of the log: in the page, and as files that the offline verifier takes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from gongshu.audit import log
from gongshu.ledger import export
from gongshu.people.acting import actor_of
from gongshu.portal import queries
from gongshu.portal.forms import ProofForm


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    form = ProofForm(request.GET or None)
    if form.is_valid():
        return redirect("portal:record", form.cleaned_data["index"])
    return render(
        request,
        "portal/proof_ask.html",
        {"form": form, "newest": queries.newest(actor_of(request)), "key": log.public_key()},
    )


@require_GET
def record(request: HttpRequest, index: int) -> HttpResponse:
    return render(request, "portal/proof.html", {"proof": queries.proof(actor_of(request), index)})


@require_GET
def receipt(request: HttpRequest, index: int) -> JsonResponse:
    """The receipt as a file: `python verify.py receipt.json --key KEY` verifies it anywhere."""
    answer = JsonResponse(
        dict(queries.proof(actor_of(request), index).document), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{index}.json"'
    return answer


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """The verifier as one file that needs Python and `cryptography` alone."""
    answer = HttpResponse(export.standalone(), content_type="text/x-python; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return answer


@require_GET
def public_key(request: HttpRequest) -> HttpResponse:
    return HttpResponse(log.public_key() + "\n", content_type="text/plain; charset=utf-8")


@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint, as witnesses collect it."""
    signed = queries.newest(actor_of(request))
    if signed is None:
        raise Http404
    return HttpResponse(signed.note, content_type="text/plain; charset=utf-8")
