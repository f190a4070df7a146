"""Places, texts and articles of the law."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongshu.audit import clock
from gongshu.law.errors import UnknownName
from gongshu.people import actor_of
from gongshu.people.law import law
from gongshu.portal import queries
from gongshu.portal.lawbook import articles, places, proofs, texts


def today() -> date:
    return timezone.localdate(clock.now())


def index(request: HttpRequest) -> HttpResponse:
    library = law()
    found = places.places(library, today(), settings.GONGSHU.jurisdiction)
    record = proofs.record(library)
    local = [(place, record.measure(place.jurisdiction.path)) for place in found if place.depth]
    names = {
        "local": sorted(local, key=lambda pair: not pair[0].here),
        "nation": [place for place in found if not place.depth],
    }
    return render(request, "portal/law.html", names)


def place(request: HttpRequest, path: str) -> HttpResponse:
    """A place, or one text of it when the last piece of the address is the text's short name."""
    library, above, last = law(), *_split(path)
    if (
        path not in library.jurisdictions
        and above in library.jurisdictions
        and last in library.jurisdictions[above].measures
    ):
        return _text(request, above, last)
    found = places.place(library, path, today(), settings.GONGSHU.jurisdiction)
    if len(found.texts) == 1:
        return _text(request, found.jurisdiction.path, found.texts[0].measure.short)
    return render(request, "portal/place.html", {"place": found})


def _split(path: str) -> tuple[str, str]:
    above, _, last = path.rpartition("/")
    return above, last


def _text(request: HttpRequest, path: str, short: str) -> HttpResponse:
    library = law()
    names = {
        "place": places.place(library, path, today(), settings.GONGSHU.jurisdiction),
        "reading": texts.read(library, path, short, today()),
        "measured": proofs.record(library).measure(path),
    }
    return render(request, "portal/text.html", names)


def article(request: HttpRequest, path: str, short: str, number: int) -> HttpResponse:
    library = law()
    if path not in library.jurisdictions:
        raise UnknownName("jurisdiction", path, library.jurisdictions)
    page = articles.read(library, path, short, number, today())
    decisions = queries.decisions_under(actor_of(request), page.article)
    return render(request, "portal/article.html", {"page": page, "decisions": decisions})
