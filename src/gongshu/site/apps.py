"""Joins the capabilities when Django starts."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Settings, root addresses, the dispatcher; imports what the capabilities declare."""

    name = "gongshu.site"
    label = "site"
