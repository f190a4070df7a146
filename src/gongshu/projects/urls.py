"""The addresses of projects and purchases."""

from django.urls import path

from gongshu.projects import views

app_name = "projects"
urlpatterns = [
    path("projects", views.register, name="register"),
    path("projects.json", views.register_json, name="register-json"),
    path("projects.csv", views.register_csv, name="register-csv"),
]
