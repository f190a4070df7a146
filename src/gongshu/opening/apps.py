from django.apps import AppConfig


class OpeningConfig(AppConfig):
    """Opening to the public: what has to be done before, what is planned, how far the priority fields are."""

    name = "gongshu.opening"
    label = "opening"
