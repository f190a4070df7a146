"""The addresses of opening."""

from django.urls import path

from gongshu.opening.views import planning, preparing, priorities

app_name = "opening"
urlpatterns = [
    path("catalogue/<slug:number>/opening", preparing.preparation, name="preparation"),
    path("catalogue/<slug:number>/opening.json", preparing.preparation_json, name="preparation-json"),
    path("catalogue/<slug:number>/opening/record", preparing.record_masking, name="record-masking"),
    path("catalogue/<slug:number>/opening/check", preparing.check, name="check"),
    path("catalogue/<slug:number>/opening/override", preparing.override, name="override"),
    path("catalogue/<slug:number>/opening/consent", preparing.consent, name="consent"),
    path("catalogue/<slug:number>/opening/withdraw", preparing.withdraw, name="withdraw-consent"),
    path("opening/consents/<str:number>/paper", preparing.paper, name="paper"),
    path("opening/records/<str:number>", preparing.record, name="record"),
    path("opening/priorities", priorities.priorities, name="priorities"),
    path("opening/priorities.json", priorities.priorities_json, name="priorities-json"),
    path("opening/plan", planning.newest, name="plan-newest"),
    path("opening/plan/<str:region>/<int:year>", planning.plan, name="plan"),
    path("opening/plan/<str:region>/<int:year>.json", planning.plan_json, name="plan-json"),
    path("opening/plan/<str:region>/<int:year>/publish", planning.publish, name="plan-publish"),
    path("opening/plan/<str:region>/<int:year>/line", planning.line, name="plan-line"),
    path("opening/plan/<str:region>/<int:year>/<int:version>", planning.version, name="plan-version"),
]
