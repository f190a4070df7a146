"""Joins the capabilities when Django starts."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from django.apps import AppConfig

LAYERS: Final = (
    "jobs",
    "audit",
    "people",
    "cases",
    "catalogue",
    "registers",
    "standards",
    "grants",
    "sharing",
    "interfaces",
    "subscription",
    "collection",
    "quality",
    "opening",
    "participation",
    "demand",
    "oversight",
    "oneform",
    "census",
    "classification",
    "projects",
    "bases",
    "gateway",
    "portal",
    "site",
)
# What a layer may declare at start: kinds of subject, effects, rights, job handlers, what follows an event, names for every page, checks, lists.
PARTS: Final = (
    "subjects",
    "effects",
    "rights",
    "handlers",
    "subscriptions",
    "page",
    "answers",
    "problems",
    "assessment",
    "lists",
)


class SiteConfig(AppConfig):
    """Settings, root addresses, the dispatcher; imports what the capabilities declare."""

    name = "gongshu.site"
    label = "site"

    def ready(self) -> None:
        for layer in LAYERS:
            for part in PARTS:
                if find_spec(f"gongshu.{layer}.{part}"):
                    import_module(f"gongshu.{layer}.{part}")
