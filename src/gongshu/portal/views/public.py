"""The first page, the receipt query, and what search engines read."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from gongshu.audit import clock
from gongshu.cases import queries as cases
from gongshu.cases.errors import UnknownCase
from gongshu.people.acting import actor_of
from gongshu.people.law import jurisdiction
from gongshu.portal import queries, sitemap
from gongshu.portal.forms import ReceiptForm


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    names = {"home": queries.home(actor_of(request), clock.now()), "place": jurisdiction()}
    return render(request, "portal/home.html", names)


@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Ask by number and code; both are posted, so that no code stands in an address or a server's log."""
    form = (
        ReceiptForm(request.POST)
        if request.method == "POST"
        else ReceiptForm(initial={"number": request.GET.get("number", "")})
    )
    found = None
    if form.is_valid():
        try:
            found = cases.by_receipt(actor_of(request), **form.cleaned_data)
        except UnknownCase as problem:
            form.add_problem(problem)
    names = {"form": form, "found": found, "today": timezone.localdate(clock.now())}
    return render(request, "portal/receipt.html", names, status=200 if found or not form.errors else 422)


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /account",
        "Disallow: /cases",
        "Disallow: /desk",
        "Disallow: /receipt",
        "Disallow: /api/",
    ]
    return HttpResponse(
        "\n".join([*lines, f"Sitemap: {settings.GONGSHU.address}/sitemap.xml", ""]),
        content_type="text/plain; charset=utf-8",
    )


@require_GET
def site_map(request: HttpRequest) -> HttpResponse:
    return _xml(sitemap.index(settings.GONGSHU.address))


@require_GET
def site_map_pages(request: HttpRequest) -> HttpResponse:
    return _xml(sitemap.pages(settings.GONGSHU.address))


@require_GET
def site_map_datasets(request: HttpRequest, number: int) -> HttpResponse:
    found = sitemap.datasets(settings.GONGSHU.address, number)
    if found is None:
        raise Http404
    return _xml(found)


def _xml(document: str) -> HttpResponse:
    return HttpResponse(document, content_type="application/xml; charset=utf-8")
