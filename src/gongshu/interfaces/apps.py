from django.apps import AppConfig


class InterfacesConfig(AppConfig):
    """Interfaces that source bodies run themselves (接口), called through the gateway."""

    name = "gongshu.interfaces"
    label = "interfaces"
