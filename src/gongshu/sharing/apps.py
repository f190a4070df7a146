from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Sharing between public bodies, with and without application."""

    name = "gongshu.sharing"
    label = "sharing"
