"""The addresses of oversight."""

from django.urls import path

from gongshu.oversight import views

app_name = "oversight"
urlpatterns = [
    path("oversight/notices", views.notices, name="notices"),
    path("oversight/notices.json", views.notices_json, name="notices-json"),
    path("oversight/notices.atom", views.feed, name="feed"),
    path("oversight/notices/<int:number>", views.notice, name="notice"),
    path("oversight/credit", views.credit, name="credit"),
    path("oversight/matters", views.matters, name="matters"),
    path("oversight/matters/<slug:number>/end", views.end_matter, name="end-matter"),
    path("oversight/credit.json", views.credit_json, name="credit-json"),
]
