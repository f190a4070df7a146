"""The addresses of the registers."""

from django.urls import path

from gongshu.registers import views

app_name = "registers"
urlpatterns = [
    path("registers", views.lists, name="lists"),
    path("registers.json", views.lists_json, name="lists-json"),
    path("registers.csv", views.lists_csv, name="lists-csv"),
    path("registers/import", views.import_duties, name="import"),
    path("entrusted/<slug:number>", views.check_entrusted, name="entrusted"),
    path("systems", views.systems, name="systems"),
    path("systems/new", views.new_system, name="new-system"),
    path("systems/<slug:number>", views.system, name="system"),
    path("systems/<slug:number>/edit", views.change_system, name="change-system"),
    path("systems/<slug:number>/retire", views.retire_system, name="retire-system"),
]
