from django.apps import AppConfig


class ClassificationConfig(AppConfig):
    """Rules of classification and grading, the grading of columns, catalogues of important data, reviews of attributes."""

    name = "gongshu.classification"
    label = "classification"
