"""The addresses of collection."""

from django.urls import path

from gongshu.collection import views
from gongshu.collection.views import datasources, delivering, snapshots

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
    path("sources", datasources.sources, name="sources"),
    path("sources.json", datasources.sources_json, name="sources-json"),
    path("resources/<slug:number>/source", datasources.source, name="source"),
    path("resources/<slug:number>/source.json", datasources.source_json, name="source-json"),
    path("resources/<slug:number>/source/edit", datasources.edit, name="source-edit"),
    path("resources/<slug:number>/source/fetch", datasources.fetch, name="source-fetch"),
    path("resources/<slug:number>/source/remove", datasources.remove, name="source-remove"),
    path("catalogue/<slug:number>/deliver", delivering.deliver, name="deliver"),
    path("uploads/<slug:upload>/drop", delivering.drop, name="upload-drop"),
    path("catalogue/<slug:number>/snapshots", snapshots.snapshots, name="snapshots"),
    path("catalogue/<slug:number>/snapshots.json", snapshots.snapshots_json, name="snapshots-json"),
    path("catalogue/<slug:number>/snapshots/compare", snapshots.compare, name="compare"),
    path("catalogue/<slug:number>/snapshots/restore", snapshots.restore, name="restore"),
]
