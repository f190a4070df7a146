"""The addresses of interfaces."""

from django.urls import path

from gongshu.interfaces import views

app_name = "interfaces"
urlpatterns = [
    path("interfaces", views.overview, name="overview"),
    path("interfaces.json", views.overview_json, name="overview-json"),
    path("resources/<slug:number>/interface/watch", views.watch, name="watch"),
    path("resources/<slug:number>/interface/watch.json", views.watch_json, name="watch-json"),
    path("resources/<slug:number>/interface.json", views.interface_json, name="interface-json"),
    path("resources/<slug:number>/interface", views.interface, name="interface"),
    path("resources/<slug:number>/interface/edit", views.edit, name="edit"),
    path("resources/<slug:number>/interface/stops", views.plan_stop, name="plan-stop"),
    path("resources/<slug:number>/interface/stops/<int:stop>/cancel", views.cancel_stop, name="cancel-stop"),
]
