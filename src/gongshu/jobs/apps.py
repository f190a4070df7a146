from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Lease table, enqueue, schedules."""

    name = "gongshu.jobs"
    label = "jobs"

    def ready(self) -> None:
        import_module("gongshu.jobs.handlers")
