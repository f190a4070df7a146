"""What is done at the standards desk: drafting, loading, opinions and their answers, taking over."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue.errors import CatalogueError, FileUnfit
from gongshu.people.acting import actor_of
from gongshu.people.permission import require
from gongshu.standards import queries, services
from gongshu.standards.forms import DraftForm, NormForm
from gongshu.standards.shipped import shipped
from gongshu.standards.views.reading import framed, shown
from gongshu.ui.words import chosen

_LARGEST = 8 * 1024 * 1024  # bytes of a file of elements or codes


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a standard of one's own body."""
    actor = actor_of(request)
    way = queries.way(actor, clock.now())
    form = NormForm(request.POST or None, basis=way.basis)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_norm(form.said(), actor=actor, now=clock.now())
        except CatalogueError as refused:
            form.add_error(None, f"{chosen(refused.because)} {chosen(refused.remedy)}")
        else:
            return redirect("standards:norm", made.pk)
    return render(
        request, "standards/form.html", framed(request, {"form": form, "way": way}), status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change the draft of a standard, or begin that of its next version."""
    actor = actor_of(request)
    found, way = queries.norm_of(actor, number, clock.now()), queries.way(actor, clock.now())
    held = found.version
    initial = {"text": held.text, **{f"follows_{key}": held.follows.get(key, "") for key in way.basis}}
    form = DraftForm(request.POST or None, initial=initial, basis=way.basis)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_norm(number, form.said(), actor=actor, now=clock.now())
        except CatalogueError as refused:
            form.add_error(None, f"{chosen(refused.because)} {chosen(refused.remedy)}")
        else:
            messages.success(request, _("已保存"))
            return redirect("standards:norm", number)
    names = {"form": form, "way": way, "norm": found.norm}
    return render(request, "standards/form.html", framed(request, names), status=422 if form.errors else 200)


@login_required
@require_POST
def load(request: HttpRequest, number: int) -> HttpResponse:
    """Load elements or codes from a file into the draft, or try it first."""
    handed = request.FILES.get("file")
    try:
        if handed is None or not handed.size:
            raise FileUnfit("没有选择文件", "no file was chosen", "选择一个文件", "choose a file")
        if handed.size > _LARGEST:
            raise FileUnfit(
                "文件超过 8 MiB", "the file is larger than 8 MiB", "分成几个标准", "divide it into several standards"
            )
        dry_run = "try" in request.POST
        done = services.load(
            number, handed.read(), handed.name or "", dry_run=dry_run, actor=actor_of(request), now=clock.now()
        )
    except CatalogueError as refused:
        return shown(request, number, refused)
    if dry_run:
        return shown(request, number, tried=done)
    messages.success(
        request, _("已载入 %(read)s 行，变化 %(changes)s 处") % {"read": done.read, "changes": len(done.changes)}
    )
    return redirect("standards:norm", number)


@login_required
@require_POST
def say(request: HttpRequest, number: int) -> HttpResponse:
    """Say what one thinks of a draft on which the public is asked."""
    try:
        services.say(number, request.POST.get("text", ""), actor=actor_of(request), now=clock.now())
    except CatalogueError as refused:
        return shown(request, number, refused)
    messages.success(request, _("意见已提交，发布前会逐条答复"))
    return redirect("standards:norm", number)


@login_required
@require_POST
def answer_opinion(request: HttpRequest, opinion: int) -> HttpResponse:
    """Say what became of an opinion."""
    number = int(request.POST.get("standard", "0")) if request.POST.get("standard", "0").isdecimal() else 0
    said = request.POST.get("adopted", ""), request.POST.get("answer", "")
    try:
        made = services.answer_opinion(opinion, *said, actor=actor_of(request), now=clock.now())
    except CatalogueError as refused:
        return shown(request, number, refused)
    messages.success(request, _("已答复"))
    return redirect("standards:norm", made.version.norm_id)


@login_required
@require_http_methods(["GET", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """Show which elements several bodies collect; POST decides which entry is the one source."""
    actor, refused = actor_of(request), None
    if request.method == "POST":
        said = request.POST
        kept = {key.removeprefix("kept:"): str(why) for key, why in said.items() if key.startswith("kept:")}
        given = said.get("code", ""), said.get("entry", ""), said.get("reason", "")
        try:
            made = services.decide_source(*given, kept, actor=actor, now=clock.now())
        except CatalogueError as error:
            refused = error
        else:
            messages.success(
                request, _("%(code)s 的来源定为 %(number)s") % {"code": made.code, "number": made.source.number}
            )
            return redirect("standards:sources")
    page, found = queries.contested(actor, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    names = {"page": page, "found": found, "decides": queries.way(actor, clock.now()).decides, "refused": refused}
    return render(request, "standards/sources.html", framed(request, names), status=refused.status if refused else 200)


@login_required
@require_POST
def adopt(request: HttpRequest) -> HttpResponse:
    """Take over the standards that come with the software."""
    actor = actor_of(request)
    require(actor, "people.public")
    changed = sum(services.adopt(document, actor=actor, now=clock.now())[1] for document in shipped())
    messages.success(request, _("引入或者更新了 %(count)s 项标准") % {"count": changed})
    return redirect("standards:norms")
