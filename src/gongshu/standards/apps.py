from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """Data standards: elements, code sets and norms, made by the bodies that a text names, and how far data conforms to them."""

    name = "gongshu.standards"
    label = "standards"
