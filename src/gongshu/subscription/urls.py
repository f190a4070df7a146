"""The addresses of subscriptions."""

from django.urls import path

from gongshu.subscription import views

app_name = "subscription"
urlpatterns = [
    path("grants/<slug:number>/subscriptions", views.subscriptions, name="list"),
    path("grants/<slug:number>/subscriptions.json", views.subscriptions_json, name="list-json"),
    path("subscriptions/<slug:number>/batch", views.batch, name="batch"),
    path("subscriptions/<slug:number>/stop", views.stop, name="stop"),
]
