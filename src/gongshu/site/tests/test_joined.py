"""What the tables of the law name, some layer declares."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from gongshu.cases import effects
from gongshu.jobs import registry
from gongshu.law import load
from gongshu.site.apps import LAYERS
from gongshu.ui.navigation import MENUS

pytestmark = pytest.mark.pure


def test_every_effect_and_kind_of_subject_that_a_table_names_is_declared() -> None:
    assert list(effects.check(load(None))) == []


def test_every_schedule_has_a_function_that_runs_it() -> None:
    kinds = [schedule.kind for schedule in registry.schedules()]
    assert kinds
    for kind in kinds:
        assert callable(registry.handler_of(kind))


def test_every_layer_with_pages_or_rows_is_joined() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("gongshu.")}
    assert ours - set(LAYERS) == {"ui"}


def test_every_place_of_every_menu_has_a_page() -> None:
    missing = []
    for place in {place for menu in MENUS.values() for place in menu}:
        try:
            reverse(place.name)
        except NoReverseMatch:
            missing.append(place.name)
    assert sorted(missing) == []
