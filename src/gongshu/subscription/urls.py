"""The addresses of subscriptions."""

from django.urls import path

from gongshu.subscription import answering, views

app_name = "subscription"
urlpatterns = [
    path("grants/<slug:number>/subscriptions", views.subscriptions, name="list"),
    path("grants/<slug:number>/subscriptions.json", views.subscriptions_json, name="list-json"),
    path("subscriptions/<slug:number>/batch", views.batch, name="batch"),
    path("subscriptions/<slug:number>/stop", views.stop, name="stop"),
    path("subscriptions/<slug:number>/receipts/<slug:batch>.json", views.receipts, name="receipts"),
    path("exchange/nodes", views.nodes, name="nodes"),
    path("exchange/nodes/<slug:number>/code", views.node_code, name="node-code"),
    *(
        path(f"exchange/nodes/<slug:number>/{change}", views.node_change, {"change": change}, name=f"node-{change}")
        for change in ("suspend", "resume", "remove")
    ),
    path("exchange/enrol", answering.enrol, name="node-enrol"),
    path("exchange/due", answering.due, name="node-due"),
    path("exchange/batches/<slug:number>", answering.batch, name="node-batch"),
    path("exchange/batches/<slug:number>/failed", answering.failed, name="node-failed"),
    path("exchange/batches/<slug:number>/receipt", answering.receipt, name="node-receipt"),
]
