from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """IT projects and purchases of data: what must be there before one is built, accepted or paid."""

    name = "gongshu.projects"
    label = "projects"
