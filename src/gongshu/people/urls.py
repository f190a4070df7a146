"""The addresses of people and bodies."""

from django.urls import path

from gongshu.people import views

app_name = "people"
urlpatterns = [
    path("enter/<str:secret>", views.enter, name="enter"),
    path("account", views.account, name="account"),
    path("account/contact", views.contact, name="contact"),
    path("account/tokens", views.issue_token, name="issue-token"),
    path("account/tokens/<int:number>/revoke", views.revoke_token, name="revoke-token"),
    path("account/sessions/<int:number>/end", views.end_session, name="end-session"),
    path("account/delegations", views.delegate, name="delegate"),
    path("account/delegations/<int:number>/end", views.end_delegation, name="end-delegation"),
    path("why", views.why, name="why"),
    path("people", views.people, name="people"),
    path("people.json", views.people_json, name="people-json"),
    path("bodies", views.bodies, name="bodies"),
    path("bodies.json", views.bodies_json, name="bodies-json"),
    path("bodies/<slug:code>", views.body, name="body"),
    path("bodies/<slug:code>.json", views.body_json, name="body-json"),
]
