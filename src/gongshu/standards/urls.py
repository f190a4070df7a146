"""The addresses of standards. Elements and code sets go by their codes, which hold slashes: so by ?code=."""

from django.urls import path

from gongshu.standards import views

app_name = "standards"
urlpatterns = [
    path("standards", views.norms, name="norms"),
    path("standards.json", views.norms_json, name="norms-json"),
    path("standards/new", views.new, name="new"),
    path("standards/elements", views.elements, name="elements"),
    path("standards/elements.json", views.elements_json, name="elements-json"),
    path("standards/element", views.element, name="element"),
    path("standards/codes", views.codes, name="codes"),
    path("standards/conformance", views.conformance, name="conformance"),
    path("standards/conformance.json", views.conformance_json, name="conformance-json"),
    path("standards/sources", views.sources, name="sources"),
    path("standards/adopt", views.adopt, name="adopt"),
    path("standards/opinions/<int:opinion>", views.answer_opinion, name="answer"),
    path("standards/<int:number>", views.norm, name="norm"),
    path("standards/<int:number>.json", views.norm_json, name="norm-json"),
    path("standards/<int:number>/edit", views.edit, name="edit"),
    path("standards/<int:number>/load", views.load, name="load"),
    path("standards/<int:number>/say", views.say, name="say"),
    path("standards/<int:number>/<int:version>/<str:part>.csv", views.part_csv, name="csv"),
]
