from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """Who may use what, on what terms, since which decision."""

    name = "gongshu.grants"
    label = "grants"
