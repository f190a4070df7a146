from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that join several capabilities: home, data set, body, inbox."""

    name = "gongshu.portal"
    label = "portal"
