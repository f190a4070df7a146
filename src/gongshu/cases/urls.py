"""The addresses of cases."""

from django.urls import path

from gongshu.cases import views
from gongshu.cases.views import moving, opening, papers

app_name = "cases"
urlpatterns = [
    path("inbox", views.inbox, name="inbox"),
    path("inbox.json", views.inbox_json, name="inbox-json"),
    path("notices", views.notices, name="notices"),
    path("cases", views.cases, name="list"),
    path("cases.json", views.cases_json, name="list-json"),
    path("cases/open", opening.start, name="start"),
    path("cases/open/<slug:procedure>", opening.open_case, name="open"),
    path("cases/<slug:number>.json", views.case_json, name="case-json"),
    path("cases/<slug:number>", views.case, name="case"),
    path("cases/<slug:number>/replay", views.replay, name="replay"),
    path("cases/<slug:number>/move/<slug:outcome>", moving.move, name="move"),
    path("cases/<slug:number>/return", moving.return_draft, name="return"),
    path("cases/<slug:number>/attach", papers.attach, name="attach"),
    path("cases/<slug:number>/papers/<int:paper>", papers.paper, name="paper"),
    path("cases/<slug:number>/letters/<slug:letter>.pdf", papers.letter, name="letter"),
]
