from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Entries, items, resources, published snapshots, single source, lists, search."""

    name = "gongshu.catalogue"
    label = "catalogue"
