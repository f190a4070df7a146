from django.apps import AppConfig


class CensusConfig(AppConfig):
    """The census of data resources: rounds in which every body says of each resource and system whether it is so."""

    name = "gongshu.census"
    label = "census"
