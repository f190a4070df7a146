"""The addresses of interfaces."""

from django.urls import path

from gongshu.interfaces import views

app_name = "interfaces"
urlpatterns = [
    path("resources/<slug:number>/interface.json", views.interface_json, name="interface-json"),
    path("resources/<slug:number>/interface", views.interface, name="interface"),
    path("resources/<slug:number>/interface/edit", views.edit, name="edit"),
]
