"""Pages of classes and codes: the tree, taking one over, putting an entry into a class, where a code leads."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue import pages, queries, services
from gongshu.catalogue.errors import CatalogueError, FileUnfit
from gongshu.catalogue.views import answer
from gongshu.people.acting import actor_of
from gongshu.people.permission import require

_LARGEST = 2 * 1024 * 1024  # bytes; no tree of classes is larger


@require_GET
def classes(request: HttpRequest) -> HttpResponse:
    """Show the tree of classes with how much is in each."""
    return _classes(request)


def _classes(request: HttpRequest, refused: CatalogueError | None = None) -> HttpResponse:
    actor = actor_of(request)
    lines = queries.classes(actor)
    names = {
        "lines": lines, "example": any(each.place.is_example for each in lines), "refused": refused,
        "region": queries.keeps_classes(actor, timezone.localdate(clock.now())),
    }  # fmt: skip
    return render(request, "catalogue/classes.html", names, status=refused.status if refused else 200)


@require_GET
def classes_json(request: HttpRequest) -> JsonResponse:
    return answer(pages.classes_json(queries.classes(actor_of(request))))


@login_required
@require_POST
def load_classes(request: HttpRequest) -> HttpResponse:
    """Take over a tree of classes from a file, or the example."""
    actor, now, handed = actor_of(request), clock.now(), request.FILES.get("file")
    region = queries.keeps_classes(actor, timezone.localdate(now))
    require(actor, "catalogue.classes", (region, timezone.localdate(now)))
    assert region is not None  # require has refused everybody else
    try:
        if "example" in request.POST:
            made = services.load_classes(None, "", region, actor=actor, now=now)
        elif handed is None or not handed.size or handed.size > _LARGEST:
            raise FileUnfit(
                "没有选择文件，或者文件超过 2 MiB",
                "no file was chosen, or it is larger than 2 MiB",
                "选择分类文件",
                "choose the file of classes",
            )
        else:
            made = services.load_classes(handed.read(), handed.name or "", region, actor=actor, now=now)
    except CatalogueError as refused:
        return _classes(request, refused)
    said = {"read": made.read, "added": made.added, "changed": made.changed, "retired": made.retired}
    messages.success(request, _("读到 %(read)s 类：新增 %(added)s，变更 %(changed)s，停用 %(retired)s") % said)
    return redirect("catalogue:classes")


@login_required
@require_http_methods(["GET", "POST"])
def classify(request: HttpRequest, number: str) -> HttpResponse:
    """Put an entry into a class, where it gets its code."""
    actor, now, refused = actor_of(request), clock.now(), None
    entry = queries.entry(actor, number)
    require(actor, "catalogue.classify", (entry, timezone.localdate(now)))
    if request.method == "POST":
        try:
            made = services.classify(number, request.POST.get("place", ""), actor=actor, now=now)
        except CatalogueError as error:
            refused = error
        else:
            messages.success(request, _("已取得资源代码 %(code)s") % {"code": made.code})
            return redirect("catalogue:entry", number)
    names = {
        "entry": entry, "codes": queries.codes_of(actor, entry), "places": queries.giving_classes(actor), "refused": refused,
    }  # fmt: skip
    return render(request, "catalogue/classify.html", names, status=refused.status if refused else 200)


@require_GET
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a code, also an old one, to the page of its entry."""
    return redirect("catalogue:entry", queries.by_code(actor_of(request), code).number)
