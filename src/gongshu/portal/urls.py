"""The addresses of the portal."""

from django.urls import path

from gongshu.portal.views import asking, figures, flows, inside, lawbook, proofs, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("receipt", public.receipt, name="receipt"),
    path("figures", figures.figures, name="figures"),
    path("figures.json", figures.figures_json, name="figures-json"),
    path("assessment", figures.assessment, name="assessment"),
    path("assessment.json", figures.assessment_json, name="assessment-json"),
    path("flows", flows.flows, name="flows"),
    path("flows.json", flows.flows_json, name="flows-json"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.site_map, name="sitemap"),
    path("sitemap/pages.xml", public.site_map_pages, name="sitemap-pages"),
    path("sitemap/datasets-<int:number>.xml", public.site_map_datasets, name="sitemap-datasets"),
    path("law/", lawbook.index, name="law"),
    path("law/compare", asking.compare, name="compare"),
    path("law/due", asking.due, name="due"),
    path("law/due.json", asking.due_json, name="due-json"),
    path("law/procedures/", asking.procedures, name="procedures"),
    path("law/procedures/<slug:name>", asking.procedure, name="procedure"),
    path("law/<path:path>/<str:short>/<int:number>", lawbook.article, name="article"),
    path("law/<path:path>/", lawbook.place, name="place"),
    path("proof/", proofs.ask, name="proof"),
    path("proof/check", proofs.check, name="check"),
    path("proof/digests/<str:digest>.json", proofs.digest_receipt, name="digest-receipt"),
    path("proof/verify.py", proofs.verifier, name="verifier"),
    path("proof/public.key", proofs.public_key, name="public-key"),
    path("proof/<int:index>", proofs.record, name="record"),
    path("proof/<int:index>.json", proofs.receipt, name="record-json"),
    path("checkpoint", proofs.checkpoint, name="checkpoint"),
    path("desk", inside.desk, name="desk"),
    path("body", inside.own_body, name="body"),
    path("bodies/<slug:code>/standing", inside.standing, name="standing"),
    path("jobs", inside.jobs, name="jobs"),
    path("jobs/<int:number>/revive", inside.revive, name="revive"),
]
