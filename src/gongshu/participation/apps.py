from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    """Questions, stars, what people follow, and what was made of the data."""

    name = "gongshu.participation"
    label = "participation"
