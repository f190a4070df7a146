"""What people keep: stars, favourites, saved searches, letters."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongshu.audit import clock
from gongshu.catalogue.views import asked
from gongshu.participation import queries, services
from gongshu.participation.forms import SearchForm
from gongshu.participation.models import Letters
from gongshu.people.acting import actor_of


def _tab(number: str) -> str:
    return f"{reverse('catalogue:entry', args=[number])}?tab=participation#tab"


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show favourites and saved searches."""
    return render(
        request, "participation/mine.html", {"kept": queries.kept(actor_of(request)), "letters": Letters.choices}
    )


@login_required
@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    said = request.POST.get("stars", "")
    services.rate(number, int(said) if said.isdecimal() else 0, actor=actor_of(request), now=clock.now())
    messages.success(request, _("评分已保存"))
    return redirect(_tab(number))


@login_required
@require_POST
def keep(request: HttpRequest, number: str) -> HttpResponse:
    """Keep an entry, change its letters, or drop it."""
    actor, now = actor_of(request), clock.now()
    if "drop" in request.POST:
        services.drop(number, actor=actor, now=now)
        messages.success(request, _("已取消收藏"))
    else:
        services.keep(number, request.POST.get("letters", ""), actor=actor, now=now)
        messages.success(request, _("收藏已保存"))
    return redirect("participation:mine" if request.POST.get("back") == "mine" else _tab(number))


@login_required
@require_http_methods(["GET", "POST"])
def save_search(request: HttpRequest) -> HttpResponse:
    """Save the search of this address under a name."""
    wanted = asked(request)
    form = SearchForm(request.POST or None, initial={"title": wanted.text})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        services.keep_search(said["title"], wanted, said["letters"], actor=actor_of(request), now=clock.now())
        messages.success(request, _("检索已保存"))
        return redirect("participation:mine")
    return render(request, "participation/save_search.html", {"form": form, "asked": wanted})


@login_required
@require_POST
def search(request: HttpRequest, search: int) -> HttpResponse:
    """Change the letters of a saved search, or drop it."""
    actor, now = actor_of(request), clock.now()
    if "drop" in request.POST:
        services.drop_search(search, actor=actor, now=now)
        messages.success(request, _("已删除保存的检索"))
    else:
        services.set_search_letters(search, request.POST.get("letters", ""), actor=actor, now=now)
        messages.success(request, _("邮件设置已保存"))
    return redirect("participation:mine")


# Programs that read mail press the button themselves (RFC 8058): they have no cookie, and the link alone says who stops.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, link: str) -> HttpResponse:
    """Show the button that stops all letters; POST presses it."""
    if request.method == "POST":
        services.stop_letters(link, actor=actor_of(request), now=clock.now())
    return render(request, "participation/stop.html", {"stopped": request.method == "POST"})
