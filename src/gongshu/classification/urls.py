"""The addresses of classification."""

from django.urls import path

from gongshu.classification.views import grading, important, rules

app_name = "classification"
urlpatterns = [
    path("classification", rules.rules, name="rules"),
    path("classification.json", rules.rules_json, name="rules-json"),
    path("classification/new/<slug:kind>", rules.issue, name="issue"),
    path("classification/rules/<str:number>.json", rules.version_json, name="version-json"),
    path("classification/rules/<str:number>", rules.version, name="version"),
    path("grading", grading.desk, name="desk"),
    path("grading.json", grading.desk_json, name="desk-json"),
    path("grading/<str:number>.json", grading.grade_json, name="grade-json"),
    path("grading/<str:number>", grading.grade, name="grade"),
    path("grading/<str:number>/review", grading.review, name="review"),
    path("important-data", important.important, name="important"),
    path("important-data.json", important.important_json, name="important-json"),
    path("important-data/<slug:grade>/fix", important.fix, name="fix"),
    path("important-data/<str:number>.json", important.catalogue_json, name="catalogue-json"),
    path("important-data/<str:number>/report", important.report, name="report"),
    path("important-data/<str:number>", important.catalogue, name="catalogue"),
]
