"""A page with every component, so that browsers and axe see them all at once."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path

from gongshu.site.urls import handler400, handler403, handler404, handler500  # noqa: F401
from gongshu.site.urls import urlpatterns as real
from gongshu.ui import statuses

PAGE = """{% extends "ui/console.html" %}
{% block title %}{% translate "数据目录" %}{% endblock %}
{% block content %}
<div class="page-head"><div><h1><span lang="zh-Hans">不动产登记信息</span></h1><p class="lead"><span lang="zh-Hans">市自然资源和规划局提供,每日更新,供各级政务部门办理业务时核验。</span></p></div><div class="btn-list"><a class="btn btn-primary" href="#a">{% icon "edit" %}Apply</a><a class="btn" href="#b">{% icon "download" %}CSV</a></div></div>
<div class="figures">{% figure 128 "Entries" href="/x" %}{% figure 42 "Hooked" unit="%" %}{% figure "1,204,331" "Rows" note="2025" %}{% figure 7 "Cases" %}</div>
<dl class="facts"><dt>Sharing</dt><dd>{% status "conditional" kind="sharing" %} {% article cited %}</dd><dt>Reply</dt><dd>{% term answer %} {% days_left due today %}</dd><dt>Late</dt><dd>{% days_left late today %}</dd><dt>Unknown</dt><dd>{% term nothing %}</dd><dt>Name</dt><dd>{{ names|zh_en }}</dd></dl>
<h2>Status</h2><p class="btn-list">{% for name in statuses %}{% status name %} {% endfor %}</p>
{% chart "by-domain" figures "By domain" unit="n" %}
<h2>Table</h2><div class="table-frame"><table class="table table-cards"><thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Left</th></tr></thead><tbody>{% for n in rows %}<tr><th scope="row"><a href="#c"><span lang="zh-Hans">道路运输经营许可</span> {{ n }}</a></th><td data-label="State">{% status "in_review" %}</td><td data-label="Left">{% days_left due today %}</td></tr>{% endfor %}</tbody></table></div>
{% pager page %}
<h2>Form</h2><form method="post" class="sheet">{% csrf_token %}{% fields form %}<button class="btn btn-primary" type="submit">Send</button></form>
<h2>Empty</h2>{% include "ui/empty.html" with what="Nothing here" remedy="Add one." href="#d" action="Add" %}
{% endblock %}"""


class Everything(forms.Form):
    reason = forms.CharField(label="Reason", help_text="Why", widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.DateField(label="Until", required=False)
    mode = forms.ChoiceField(label="Mode", choices=[("file", "File"), ("token", "Token")], widget=forms.RadioSelect)
    format = forms.ChoiceField(label="Format", choices=[("csv", "CSV"), ("xlsx", "XLSX")])
    agreed = forms.BooleanField(label="Agreed")


def gallery(request: HttpRequest) -> HttpResponse:
    cited = SimpleNamespace(label="达州办法 第二十条第二款", address="/law/cn/sichuan/dazhou/20")
    messages.success(request, "Saved")
    messages.error(request, "Refused")
    names = {
        "cited": cited,
        "answer": SimpleNamespace(value=5, unit="working-day", article=cited, status="unverified"),
        "nothing": None,
        "names": {"zh": "不动产登记信息", "en": "Real estate register"},
        "due": date(2025, 10, 13),
        "late": date(2025, 9, 26),
        "today": date(2025, 9, 30),
        "statuses": [name for name in statuses.STATUSES if "." not in name],
        "figures": {
            "labels": ["A", "B", "C"],
            "series": [{"name": "2024", "values": [3, 9, 4]}, {"name": "2025", "values": [5, 8, 7]}],
        },
        "rows": range(4),
        "page": SimpleNamespace(before="b", after="a", total=100000, capped=True),
        "form": Everything(request.POST if request.method == "POST" else None),
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(names, request))


UPLOAD = """{% extends "ui/base.html" %}{% block title %}Upload{% endblock %}{% block content %}
<h1>Upload</h1><form method="post" enctype="multipart/form-data" class="upload">{% csrf_token %}{% fields form %}<progress hidden aria-label="Progress"></progress><button class="btn btn-primary" type="submit">Send</button></form>
<p><code id="secret">one two</code><button type="button" data-copy="secret" hidden><span data-done="Copied">Copy</span></button></p>
{% endblock %}"""


class OneFile(forms.Form):
    file = forms.FileField(label="File", widget=forms.FileInput)
    use_required_attribute = False


def upload(request: HttpRequest) -> HttpResponse:
    form = OneFile(request.POST, request.FILES) if request.method == "POST" else OneFile()
    if form.is_bound and form.is_valid():
        messages.success(request, f"{form.cleaned_data['file'].size} bytes")
        return redirect("gallery")
    return HttpResponse(engines["django"].from_string(UPLOAD).render({"form": form}, request))


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


urlpatterns = [
    path("upload", upload),
    path("gallery", gallery, name="gallery"),
    path("broken", broken, name="broken"),
    *real,
]
