"""The addresses of the census."""

from django.urls import path

from gongshu.census import views

app_name = "census"
urlpatterns = [
    path("census", views.rounds, name="rounds"),
    path("census/<int:number>", views.round_, name="round"),
    path("census/<int:number>.json", views.round_json, name="round-json"),
    path("census/<int:number>/findings.csv", views.findings_csv, name="findings-csv"),
    path("census/<int:number>/close", views.close, name="close"),
    path("census/<int:number>/answers", views.sheet, name="sheet"),
    path("census/<int:number>/confirm", views.confirm_rest, name="confirm"),
    path("census/<int:number>/submit", views.submit, name="submit"),
]
