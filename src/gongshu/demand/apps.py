from django.apps import AppConfig


class DemandConfig(AppConfig):
    """Needs for data that the catalogue does not offer, until whoever has them says that the data works."""

    name = "gongshu.demand"
    label = "demand"
