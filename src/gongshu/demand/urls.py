"""The addresses of demand."""

from django.urls import path

from gongshu.demand import views

app_name = "demand"
urlpatterns = [
    path("demands", views.demands, name="demands"),
    path("demands.json", views.demands_json, name="demands-json"),
    path("demands.csv", views.demands_csv, name="demands-csv"),
    path("demands/<int:number>", views.demand, name="demand"),
]
