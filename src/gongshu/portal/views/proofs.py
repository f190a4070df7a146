"""Proofs of the log: in the page, and as files that the offline verifier takes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from gongshu.audit import log
from gongshu.ledger import export
from gongshu.people.acting import actor_of
from gongshu.portal import queries
from gongshu.portal.forms import PaperForm, ProofForm


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


@csrf_exempt  # It changes nothing, and who checks a paper needs no cookie.
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check a paper: by its number, what was pasted, or the file itself; nothing that is handed in is kept."""
    asked = request.method == "POST" or "number" in request.GET
    form = PaperForm(request.POST or request.GET, request.FILES) if asked else PaperForm()
    found = None
    if asked and form.is_valid():
        found = queries.check(actor_of(request), form.cleaned_data["number"], form.content())
    names = {"form": form, "found": found, "key": log.public_key()}
    return render(request, "portal/check.html", names, status=422 if asked and found is None else 200)


@require_GET
def digest_receipt(request: HttpRequest, digest: str) -> JsonResponse:
    """The receipt of a letter by the digest that its holder computes."""
    document = queries.receipt_of(actor_of(request), digest)
    if document is None:
        raise Http404
    answer = JsonResponse(dict(document), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{document["index"]}.json"'
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
