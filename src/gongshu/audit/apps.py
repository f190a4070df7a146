from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Typed events, written in the transaction of the change; the sealer."""

    name = "gongshu.audit"
    label = "audit"

    def ready(self) -> None:
        import_module("gongshu.audit.handlers")
