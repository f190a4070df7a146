"""Pages of the three lists: duties with what serves them, systems, one system."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue.errors import CatalogueError, FileUnfit
from gongshu.catalogue.lists.files import lines
from gongshu.catalogue.views import answer
from gongshu.people.acting import actor_of
from gongshu.registers import presenting, queries, services
from gongshu.registers.forms import CheckForm, FilterForm, NewSystemForm, SystemForm, said_of
from gongshu.ui.words import chosen

_LARGEST = 2 * 1024 * 1024  # bytes; what is larger would lie in a temporary file, and no duty list is


@login_required
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Show the three lists of a body: one's own unless another is named."""
    return _lists(request)


def _lists(request: HttpRequest, refused: CatalogueError | None = None) -> HttpResponse:
    found = queries.three_lists(actor_of(request), _body(request), clock.now())
    status = refused.status if refused else 200
    return render(request, "registers/lists.html", {"found": found, "refused": refused}, status=status)


def _body(request: HttpRequest) -> str:
    return request.GET.get("body", "").strip()[:40] or actor_of(request).body


@login_required
@require_GET
def lists_json(request: HttpRequest) -> JsonResponse:
    return answer(presenting.lists_json(queries.three_lists(actor_of(request), _body(request), clock.now())))


@login_required
@require_GET
def lists_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Return duties, systems and entries of a body as one file, a line for each duty."""
    found = queries.three_lists(actor_of(request), _body(request), clock.now())
    return StreamingHttpResponse(
        lines(presenting.titles(), presenting.rows(found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="three-lists-{found.body.code}.csv"'},
    )


@login_required
@require_POST
def import_duties(request: HttpRequest) -> HttpResponse:
    """Replace the duty list of one's own body by a file."""
    actor, handed = actor_of(request), request.FILES.get("file")
    try:
        if handed is None or not handed.size:
            raise FileUnfit("没有选择文件", "no file was chosen", "选择一个文件", "choose a file")
        if handed.size > _LARGEST:
            raise FileUnfit(
                "文件超过 2 MiB", "the file is larger than 2 MiB", "只保留职责清单", "keep the duty list alone"
            )
        made = services.import_duties(handed.read(), handed.name or "", actor.body, actor=actor, now=clock.now())
    except CatalogueError as refused:
        return _lists(request, refused)
    said = {"read": made.read, "added": made.added, "changed": made.changed, "ended": made.ended}
    messages.success(
        request, _("读到 %(read)s 项职责：新增 %(added)s 项，变更 %(changed)s 项，停止 %(ended)s 项") % said
    )
    return redirect("registers:lists")


@login_required
@require_http_methods(["GET", "POST"])
def check_entrusted(request: HttpRequest, number: str) -> HttpResponse:
    """Record a check of a collection that one's body entrusted to others."""
    actor = actor_of(request)
    held = queries.entrusted(actor, number)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.check_entrusted(number, **form.cleaned_data, actor=actor, now=clock.now())
        except CatalogueError as refused:
            form.add_error(None, f"{chosen(refused.because)} {chosen(refused.remedy)}")
        else:
            messages.success(request, _("已保存"))
            return redirect("registers:entrusted", number)
    names = {"held": held, "form": form, "keeps": queries.keeps(actor, held.entry.provider)}
    return render(request, "registers/entrusted.html", names, status=422 if form.errors else 200)


@login_required
@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """List systems, the newest first."""
    asked: dict[str, Any] = {
        name: request.GET.get(name, "").strip()[:200] for name in ("q", "kind", "body", "after", "before")
    }
    text = asked.pop("q")
    page = queries.systems(actor_of(request), text=text, **asked)
    return render(request, "registers/systems.html", {"page": page, "form": FilterForm(request.GET or None)})


@login_required
@require_http_methods(["GET", "POST"])
def new_system(request: HttpRequest) -> HttpResponse:
    """Register a system of one's own body."""
    actor = actor_of(request)
    form = NewSystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        code = said.pop("code")
        return _kept(
            request, form, lambda: services.register_system(code, said, actor.body, actor=actor, now=clock.now())
        )
    return render(
        request, "registers/system_form.html", {"form": form, "system": None}, status=422 if form.errors else 200
    )


@login_required
@require_GET
def system(request: HttpRequest, number: str) -> HttpResponse:
    """Show one system with the duties that it serves and the entries whose data it holds."""
    actor = actor_of(request)
    held = queries.system(actor, number)
    return render(request, "registers/system.html", {"system": held, "keeps": queries.keeps(actor, held.body)})


@login_required
@require_http_methods(["GET", "POST"])
def change_system(request: HttpRequest, number: str) -> HttpResponse:
    """Change what the list says of a system."""
    actor = actor_of(request)
    held = queries.system(actor, number)
    form = SystemForm(request.POST or None, initial=said_of(held))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _kept(request, form, lambda: services.change_system(number, said, actor=actor, now=clock.now()), held)
    return render(
        request, "registers/system_form.html", {"form": form, "system": held}, status=422 if form.errors else 200
    )


def _kept(request: HttpRequest, form: SystemForm, act: Any, held: Any = None) -> HttpResponse:
    """Do what the form asks for; what is refused is shown above it."""
    try:
        made = act()
    except CatalogueError as refused:
        form.add_error(None, f"{chosen(refused.because)} {chosen(refused.remedy)}")
        return render(request, "registers/system_form.html", {"form": form, "system": held}, status=refused.status)
    messages.success(request, _("已保存"))
    return redirect("registers:system", made.number)


@login_required
@require_POST
def retire_system(request: HttpRequest, number: str) -> HttpResponse:
    """Note that a system is no longer in use."""
    try:
        services.retire_system(number, actor=actor_of(request), now=clock.now())
        messages.success(request, _("已停用"))
    except CatalogueError as refused:
        messages.error(request, chosen(refused.because))
    return redirect("registers:system", number)
