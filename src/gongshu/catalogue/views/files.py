"""The catalogue for programs: all of it as one file, a search as a feed."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongshu.audit import clock
from gongshu.catalogue import queries
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.exchange import croissant
from gongshu.catalogue.exchange.forms import DCAT
from gongshu.catalogue.exporting import atom
from gongshu.catalogue.exporting.files import FORMATS, written
from gongshu.catalogue.pages.public import names_of
from gongshu.catalogue.published import Published
from gongshu.catalogue.views import asked
from gongshu.people.acting import actor_of
from gongshu.people.models import Body


@require_GET
def whole(request: HttpRequest, ending: str) -> StreamingHttpResponse:
    """Hand out every entry that this person may see as CSV, a workbook or JSON lines; written while it is sent."""
    if ending not in FORMATS:
        raise Http404(_("没有这种格式"))
    now = clock.now()
    stream, media = written(queries.whole_catalogue(actor_of(request), now), ending)
    made = StreamingHttpResponse(stream, content_type=media)
    name = f"{_('数据目录')}-{now:%Y-%m-%d}.{ending}"
    made["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return made


@require_GET
def catalog(request: HttpRequest, ending: str) -> StreamingHttpResponse:
    """Hand out the catalogue in DCAT-AP as Turtle, RDF/XML or JSON-LD, for other catalogues to harvest."""
    return _dcat(queries.published(actor_of(request)), ending)


@require_GET
def entry(request: HttpRequest, number: str, ending: str) -> StreamingHttpResponse:
    """Hand out one data set in DCAT-AP."""
    found = queries.some_published(actor_of(request), [number])
    if not found:
        raise NoSuchEntry(number)
    return _dcat(found, ending)


@require_GET
def croissant_of(request: HttpRequest, number: str) -> JsonResponse:
    """Hand out an open data set as Croissant."""
    found = queries.some_published(actor_of(request), [number])
    said = croissant.document(found[0]) if found else None
    if said is None:
        raise NoSuchEntry(number)
    return JsonResponse(said, content_type=croissant.MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def _dcat(found: Iterable[Published], ending: str) -> StreamingHttpResponse:
    form = DCAT.get(ending)
    if form is None:
        raise Http404(_("没有这种格式"))
    return StreamingHttpResponse(form.written(found), content_type=form.media)


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """Return the newest hits of a search as an Atom feed."""
    wanted, query = asked(request), request.GET.copy()
    for cursor in ("after", "before"):
        query.pop(cursor, None)
    found = queries.newest(actor_of(request), wanted)
    providers = names_of(Body, {row.provider for row in found})
    return HttpResponse(atom.feed(found, providers, wanted.text, query.urlencode()), content_type=atom.MEDIA)
