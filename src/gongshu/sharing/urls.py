"""The addresses of sharing."""

from django.urls import path

from gongshu.sharing import views

app_name = "sharing"
urlpatterns = [
    path("catalogue/<slug:number>/take", views.take, name="take"),
    path("cases/<slug:number>/verification", views.verification, name="verification"),
]
