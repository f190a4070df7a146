"""The addresses of collection."""

from django.urls import path

from gongshu.collection import views
from gongshu.collection.views import delivering, snapshots

app_name = "collection"
urlpatterns = [
    path("deliveries", views.deliveries, name="list"),
    path("deliveries.json", views.deliveries_json, name="list-json"),
    path("deliveries/<slug:number>", views.delivery, name="delivery"),
    path("deliveries/<slug:number>.json", views.delivery_json, name="delivery-json"),
    path("deliveries/<slug:number>/progress", views.progress, name="progress"),
    path("deliveries/<slug:number>/to-mend.csv", views.to_mend, name="to-mend"),
    path("deliveries/<slug:number>/decide", delivering.decide, name="decide"),
    path("deliveries/<slug:number>/items", delivering.adopt, name="adopt"),
    path("catalogue/<slug:number>/deliver", delivering.deliver, name="deliver"),
    path("catalogue/<slug:number>/snapshots", snapshots.snapshots, name="snapshots"),
    path("catalogue/<slug:number>/snapshots.json", snapshots.snapshots_json, name="snapshots-json"),
    path("catalogue/<slug:number>/snapshots/compare", snapshots.compare, name="compare"),
    path("catalogue/<slug:number>/snapshots/restore", snapshots.restore, name="restore"),
]
