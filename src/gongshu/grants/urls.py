"""The addresses of grants."""

from django.urls import path

from gongshu.grants import views

app_name = "grants"
urlpatterns = [
    path("grants", views.grants, name="list"),
    path("grants.json", views.grants_json, name="list-json"),
    path("grants/<slug:number>.json", views.grant_json, name="grant-json"),
    path("grants/<slug:number>", views.grant, name="grant"),
    path("grants/<slug:number>/token", views.token, name="token"),
    path("grants/<slug:number>/file", views.file, name="file"),
    path("grants/<slug:number>/handouts/<int:handout>/stop", views.stop, name="stop"),
    path("grants/<slug:number>/handouts/<int:handout>/rotate", views.rotate, name="rotate"),
    path("measures/<slug:case>.json", views.measure_json, name="measure-json"),
    path("measures/<slug:case>", views.measure, name="measure"),
    path("measures/<slug:case>/taken", views.taken, name="taken"),
]
