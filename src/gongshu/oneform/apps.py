from django.apps import AppConfig


class OneFormConfig(AppConfig):
    """Forms that are filled from shared data: only what no sharing can give is asked."""

    name = "gongshu.oneform"
    label = "oneform"
