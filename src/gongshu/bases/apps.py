from django.apps import AppConfig


class BasesConfig(AppConfig):
    """Base and topic databases: one record out of what several bodies deliver, each value with its source."""

    name = "gongshu.bases"
    label = "bases"
