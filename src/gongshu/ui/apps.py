"""The pages' common parts as a Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base page, components, status tags, article links, print styles, static files."""

    name = "gongshu.ui"
    label = "ui"

    def ready(self) -> None:
        from gongshu.ui import translations

        translations.refresh()
