"""The addresses of the portal."""

from django.urls import path

from gongshu.portal.views import asking, lawbook

app_name = "portal"
urlpatterns = [
    path("law/", lawbook.index, name="law"),
    path("law/compare", asking.compare, name="compare"),
    path("law/due", asking.due, name="due"),
    path("law/due.json", asking.due_json, name="due-json"),
    path("law/procedures/", asking.procedures, name="procedures"),
    path("law/procedures/<slug:name>", asking.procedure, name="procedure"),
    path("law/<path:path>/<str:short>/<int:number>", lawbook.article, name="article"),
    path("law/<path:path>/", lawbook.place, name="place"),
]
