"""No service and no query may be written that does not ask whether the actor may."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

import gongshu
from gongshu.people import permission

# These layers lie below `people`, which holds the one permission function; who calls them has asked already.
BELOW_PEOPLE = {"jurisdictions", "law", "lake", "ledger", "ui", "jobs", "audit"}


def modules(name: str) -> Iterator[ModuleType]:
    """Every module or package called services or queries."""
    for app in pkgutil.iter_modules(gongshu.__path__):
        if app.name not in BELOW_PEOPLE and importlib.util.find_spec(f"gongshu.{app.name}.{name}"):
            yield importlib.import_module(f"gongshu.{app.name}.{name}")


def public_functions(module: ModuleType) -> Iterator[Callable[..., object]]:
    """What others may call: functions of a module, or those that a package shows in its `__init__`."""
    for name, value in vars(module).items():
        if inspect.isfunction(value) and value.__module__.startswith(module.__name__) and not name.startswith("_"):
            yield value


def named(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def test_every_public_service_is_marked_as_one():
    unmarked = [
        named(function)
        for module in modules("services")
        for function in public_functions(module)
        if getattr(function, "asks", None) not in ("service", "repair")
    ]
    assert not unmarked, (
        f"mark with @service (or @repair) from gongshu.people.permission, or begin the name with _: {unmarked}"
    )


def test_every_public_query_is_marked_as_one():
    unmarked = [
        named(function)
        for module in modules("queries")
        for function in public_functions(module)
        if getattr(function, "asks", None) != "query"
    ]
    assert not unmarked, f"mark with @query from gongshu.people.permission, or begin the name with _: {unmarked}"


def test_every_query_says_for_whom_it_reads():
    silent = [
        named(function)
        for module in modules("queries")
        for function in public_functions(module)
        if "actor" not in inspect.signature(function).parameters
    ]
    assert not silent, f"these queries take no `actor`: {silent}"


def test_every_service_is_told_the_time():
    silent = [
        named(function)
        for module in modules("services")
        for function in public_functions(module)
        if "now" not in inspect.signature(function).parameters
    ]
    assert not silent, f"these services take no `now`, so they would read a clock: {silent}"


def test_nobody_reaches_past_a_package_of_services_or_queries():
    """What such a package does not show has not asked; it is called by those of its functions that have."""
    root = Path(gongshu.__path__[0])
    reaching = [
        f"{path.relative_to(root)}: {found[0]}"
        for path in root.rglob("*.py")
        if "tests" not in path.parts
        for found in re.finditer(r"gongshu\.(\w+)\.(services|queries)\.\w+", path.read_text(encoding="utf-8"))
        if found[1] not in BELOW_PEOPLE and not path.is_relative_to(root / found[1] / found[2])
    ]
    assert not reaching, f"import these names from the package itself: {reaching}"


def test_the_check_is_on_while_tests_run():
    assert settings.GONGSHU_CHECK_PERMISSION is True


def test_a_query_that_returns_without_asking_raises():
    @permission.query
    def careless(*, actor: object) -> int:
        return 1

    with pytest.raises(permission.NotAsked, match=r"careless returned without asking; call require\(actor, …\)"):
        careless(actor=None)
