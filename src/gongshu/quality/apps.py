from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Rules of tables, checks by them, and what follows from what they find."""

    name = "gongshu.quality"
    label = "quality"
