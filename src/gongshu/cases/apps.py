from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Procedures in motion: moves, child cases, clocks, reminders, letters, receipts."""

    name = "gongshu.cases"
    label = "cases"

    def ready(self) -> None:
        for part in ("rights", "problems", "handlers"):
            import_module(f"gongshu.cases.{part}")
