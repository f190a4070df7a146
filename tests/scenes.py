"""Tests that begin alike are filled once in a process: what the filling wrote is kept in memory and put back for each.

A scene is a row of steps with a name, each made by the real services. Every test finds exactly the rows and files that
the steps wrote, and objects of its own, so no test sees what another has changed. The root conftest.py makes the
fixtures known everywhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.rows import Rows, Tables

Made = dict[str, Any]
Steps = Mapping[str, Callable[[Made], Any]]


def asked(request: pytest.FixtureRequest, steps: Steps) -> Steps:
    """Return the steps as far as the last one that the test asks for by a fixture of its name; the first one always."""
    places = [place for place, name in enumerate(steps) if name in request.fixturenames]
    return dict(list(steps.items())[: max(places, default=0) + 1])


@dataclass(frozen=True)
class Scene:
    """What stood in the database and in the node's folder after a step, and what the steps until then returned."""

    rows: Rows
    folder: Path
    made: Made


class Scenes:
    """The scenes that this process has filled, by their names and the steps that led to them."""

    def __init__(self, tables: Tables, folder: Path) -> None:
        self.tables, self.folder = tables, folder
        self.kept: dict[tuple[str, ...], Scene] = {}

    def show(self, name: str, steps: Steps, node: Path) -> Made:
        """Put the scene into the database and into the folder of the node, and return what its steps made."""
        keys = [(name, *list(steps)[: count + 1]) for count in range(len(steps))]
        known = [key for key in keys if key in self.kept]
        made: Made = {}
        if known:
            made = self._put(self.kept[known[-1]], node)
        for key in keys[len(known) :]:
            made[key[-1]] = steps[key[-1]](made)
            self.kept[key] = self._keep(made, node)
        return made

    def _put(self, scene: Scene, node: Path) -> Made:
        self.tables.put(scene.rows)
        shutil.copytree(scene.folder, node, dirs_exist_ok=True)
        return deepcopy(scene.made)

    def _keep(self, made: Made, node: Path) -> Scene:
        folder = self.folder / str(len(self.kept))
        shutil.copytree(node, folder)
        return Scene(self.tables.rows(), folder, deepcopy(made))


@pytest.fixture(scope="session")
def tables(django_db_setup: None, django_db_blocker: Any) -> Tables:
    """The tables of the control database, looked at before any test has written to them."""
    with django_db_blocker.unblock():
        return Tables()


@pytest.fixture(scope="session")
def scenes(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """One store for the whole process: files that begin alike share what was filled."""
    return Scenes(tables, tmp_path_factory.mktemp("scenes"))


@pytest.fixture
def db(request: pytest.FixtureRequest) -> None:
    """Let a test write to the database, and take it back unless another of its fixtures commits."""
    commits = "transactional_db" in request.fixturenames
    request.getfixturevalue("transactional_db" if commits else "_django_db_helper")


@pytest.fixture
def transactional_db(tables: Tables, django_db_blocker: Any) -> Iterator[None]:
    """Let a test really commit. Afterwards only the tables that it wrote to are emptied; Django's own fixture of this name
    would truncate every table there is and write all permissions anew, which takes longer than most of the tests."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        tables.put({})
        connections.close_all()
