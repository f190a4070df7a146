from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Lease table, enqueue, schedules."""

    name = "gongshu.jobs"
    label = "jobs"
