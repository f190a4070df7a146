"""Shared set-up: which database the run uses, a node folder of its own, and the obligations that each test proves."""

from __future__ import annotations

import importlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as properties
from tests.databases import postgresql, quick_place

pytest_plugins = ("tests.browser", "tests.mailbox", "tests.scenes")

properties.register_profile("house", deadline=None)  # No test fails because the machine is busy.
properties.load_profile("house")
DATABASE = os.environ.get("GONGSHU_TEST_DATABASE", "sqlite")
_FOLDER = Path(tempfile.mkdtemp(prefix="gongshu-tests-", dir=quick_place()))
_server = None


def _prepare_node() -> None:
    """Write a rehearsal node before Django reads its settings, as `gongshu init` would."""
    node = _FOLDER / "node"
    node.mkdir()
    key = _FOLDER / "node.key"
    key.write_text(secrets.token_hex(32), encoding="ascii")
    key.chmod(0o600)
    database = os.environ.get("GONGSHU_TEST_POSTGRESQL", "sqlite") if DATABASE == "postgresql" else "sqlite"
    text = f'jurisdiction = "cn/sichuan/dazhou"\nrehearsal = true\nmaster_key = "{key}"\ndatabase = "{database}"\n'
    text += "requests_a_minute = 100000\n"  # All tests come from one address.
    (node / "gongshu.toml").write_text(text, encoding="utf-8")
    os.environ["GONGSHU_NODE"] = str(node)
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongshu.site.settings"
    # pytest-django sets Django up after this file, but only where the settings have been read already.
    settings = importlib.import_module("django.conf").settings
    assert settings.DATABASES
    # A thread that kept its connection would keep the server from dropping the test's database at the end.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.GONGSHU_CHECK_PERMISSION = True  # A service or query that returns without having asked raises.


if DATABASE == "postgresql" and "GONGSHU_TEST_POSTGRESQL" not in os.environ:
    _server = postgresql()
    os.environ["GONGSHU_TEST_POSTGRESQL"] = _server.__enter__()
_prepare_node()


def pytest_configure(config: pytest.Config) -> None:
    from tests.proof import Recorder

    config.pluginmanager.register(Recorder(DATABASE), "obligations")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: at the end one process would work at them while the other has nothing left to do."""
    items.sort(key=lambda item: not {"journeys", "leaks"} & set(item.path.parts))


def pytest_unconfigure() -> None:
    import shutil

    shutil.rmtree(_FOLDER, ignore_errors=True)
    if _server is not None:
        _server.__exit__(None, None, None)


@pytest.fixture
def node(tmp_path: Path, settings: Any) -> Iterator[object]:
    """A node folder of this test's own: nothing that a test writes is seen by another."""
    from dataclasses import replace

    folder = tmp_path / "node"
    for part in ("lake", "serving", "ledger", "spool"):
        (folder / part).mkdir(parents=True)
    settings.GONGSHU = replace(settings.GONGSHU, folder=folder)
    return settings.GONGSHU
