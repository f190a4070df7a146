from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Regions, bodies, roles held, accounts, duties, tokens, delegations, permission."""

    name = "gongshu.people"
    label = "people"

    def ready(self) -> None:
        import_module("gongshu.people.signals")
