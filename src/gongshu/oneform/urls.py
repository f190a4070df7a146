"""The addresses of one form."""

from django.urls import path

from gongshu.oneform import views

app_name = "oneform"
urlpatterns = [
    path("forms", views.forms, name="forms"),
    path("forms/new", views.new, name="new"),
    path("forms/fillings/<slug:number>", views.filling, name="filling"),
    path("forms/<slug:number>", views.form, name="form"),
    path("forms/<slug:number>/end", views.end, name="end"),
]
