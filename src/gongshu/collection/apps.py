from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Sources, deliveries and their quarantine."""

    name = "gongshu.collection"
    label = "collection"
