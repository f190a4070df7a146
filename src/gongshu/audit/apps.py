from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Typed events, written in the transaction of the change; the sealer."""

    name = "gongshu.audit"
    label = "audit"
