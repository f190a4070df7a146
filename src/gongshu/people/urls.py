"""The addresses of people and bodies."""

from django.urls import path

from gongshu.people import views
from gongshu.people.managing import accounts, bodies

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
    path("people/new", accounts.new, name="new-person"),
    path("people/<str:login>", accounts.person, name="person"),
    path("people/<str:login>/link", accounts.link, name="link"),
    path("people/<str:login>/duties", accounts.grant, name="grant"),
    path("people/<str:login>/duties/<slug:duty>/revoke", accounts.revoke, name="revoke"),
    path("people/<str:login>/office", accounts.appoint, name="appoint"),
    path("people/<str:login>/office/end", accounts.dismiss, name="dismiss"),
    path("people/<str:login>/hand-over", accounts.hand_over, name="hand-over"),
    path("people/<str:login>/close", accounts.close, name="close"),
    path("bodies", views.bodies, name="bodies"),
    path("bodies.json", views.bodies_json, name="bodies-json"),
    path("bodies/new", bodies.new, name="new-body"),
    path("bodies/<slug:code>", views.body, name="body"),
    path("bodies/<slug:code>/edit", bodies.edit, name="edit-body"),
    path("bodies/<slug:code>/manage", bodies.manage, name="manage"),
    path("bodies/<slug:code>/roles/<int:number>/end", bodies.end_role, name="end-role"),
    path("bodies/<slug:code>/chain", bodies.chain, name="chain"),
    path("bodies/<slug:code>/close", bodies.close, name="close-body"),
    path("bodies/<slug:code>.json", views.body_json, name="body-json"),
]
