from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Procedures in motion: moves, child cases, clocks, reminders, letters, receipts."""

    name = "gongshu.cases"
    label = "cases"
