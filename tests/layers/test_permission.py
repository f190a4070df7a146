"""No service and no query may be written that does not ask whether the actor may."""

from __future__ import annotations

import ast
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


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """The module and name of every `from gongshu.….services import …` in a file, and of queries."""
    for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(statement, ast.ImportFrom) and re.match(r"gongshu\.\w+(\.\w+)*$", statement.module or ""):
            parts = str(statement.module).split(".")
            names = [alias.name for alias in statement.names]
            if len(parts) > 2 and parts[2] in ("services", "queries"):
                yield from ((str(statement.module), name) for name in names)


def unasked(module: str, name: str) -> list[str]:
    """Which functions this import lets its file call that ask nobody."""
    found = getattr(importlib.import_module(module), name)
    functions = [found] if inspect.isfunction(found) else public_functions(found) if inspect.ismodule(found) else []
    return [named(function) for function in functions if not hasattr(function, "asks")]


def test_nobody_calls_an_inner_function_of_services_or_queries_that_has_not_asked() -> None:
    root = Path(gongshu.__path__[0])
    reaching = {
        f"{path.relative_to(root)} calls {function}"
        for path in root.rglob("*.py")
        if "tests" not in path.parts
        for module, name in imported(path)
        if (app := module.split(".")[1]) not in BELOW_PEOPLE
        and not path.is_relative_to(root / app / module.split(".")[2])
        for function in unasked(module, name)
    }
    assert not reaching, f"call a function that asks instead: {sorted(reaching)}"


def test_the_check_is_on_while_tests_run():
    assert settings.GONGSHU_CHECK_PERMISSION is True


def test_a_query_that_returns_without_asking_raises():
    @permission.query
    def careless(*, actor: object) -> int:
        return 1

    with pytest.raises(permission.NotAsked, match=r"careless returned without asking; call require\(actor, …\)"):
        careless(actor=None)
