"""The addresses of quality."""

from django.urls import path

from gongshu.quality import views

app_name = "quality"
urlpatterns = [
    path("quality", views.overview, name="overview"),
    path("quality.json", views.overview_json, name="overview-json"),
    path("catalogue/<slug:number>/quality", views.quality, name="quality"),
    path("catalogue/<slug:number>/quality.json", views.quality_json, name="quality-json"),
    path("catalogue/<slug:number>/quality/rules", views.set_rules, name="set-rules"),
    path("catalogue/<slug:number>/quality/check", views.check, name="check"),
]
