"""The addresses of participation."""

from django.urls import path

from gongshu.participation.views import keeping, public

app_name = "participation"
urlpatterns = [
    path("questions", public.questions, name="questions"),
    path("questions.json", public.questions_json, name="questions-json"),
    path("questions.atom", public.feed, name="feed"),
    path("questions/reuses", public.reuses, name="reuses"),
    path("questions/applications", public.applications, name="applications"),
    path("moderation", public.moderation, name="moderation"),
    path("mine", keeping.mine, name="mine"),
    path("mine/searches/new", keeping.save_search, name="save-search"),
    path("mine/searches/<int:search>", keeping.search, name="search"),
    path("catalogue/<slug:number>/rate", keeping.rate, name="rate"),
    path("catalogue/<slug:number>/keep", keeping.keep, name="keep"),
    path("letters/stop/<str:link>", keeping.stop, name="stop"),
]
