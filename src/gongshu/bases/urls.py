"""The addresses of base and topic databases."""

from django.urls import path

from gongshu.bases import views

app_name = "bases"
urlpatterns = [
    path("bases", views.databases, name="list"),
    path("bases/<int:number>", views.database, name="base"),
    path("bases/<int:number>.json", views.database_json, name="base-json"),
    path("bases/<int:number>/build", views.build, name="build"),
    path("bases/<int:number>/conflicts", views.conflicts, name="conflicts"),
    path("bases/<int:number>/send", views.send_conflicts, name="send"),
    path("bases/<int:number>/record", views.look, name="record"),
]
