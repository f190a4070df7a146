from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """What a body has to do, and the information systems that it does it with: the two lists behind its data."""

    name = "gongshu.registers"
    label = "registers"
