from django.apps import AppConfig


class OversightConfig(AppConfig):
    """What follows misuse besides the measure itself: public notices and credit records."""

    name = "gongshu.oversight"
    label = "oversight"
