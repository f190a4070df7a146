"""House rules that a test can hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

from tests.manual.pages import ROOT

pytestmark = pytest.mark.pure
SOURCES = sorted(
    path for part in ("src", "tests", "bench") for path in (ROOT / part).rglob("*.py") if "migrations" not in path.parts
)


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): n
        for path in SOURCES
        if (n := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"split by what changes together: {long}"


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert not long


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = [
        path.name
        for path in SOURCES
        if path.stem in {"utils", "util", "helpers", "helper", "common", "misc", "manager", "data2"}
    ]
    assert not empty


def test_no_browser_test_looks_at_a_page_before_it_is_there() -> None:
    hasty = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "assert" in line and re.search(r"\.(is_visible|is_hidden)\(\)|\b(page|desk|phone)\.url\b", line)
    ]
    assert not hasty, f"ask by expect(...), which waits: {hasty}"


def test_no_link_is_kept_in_the_repository() -> None:
    kept = subprocess.run(["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=False)
    if kept.returncode:
        pytest.skip("not a checkout of git: there is nothing to ask which files are kept")
    assert not [line for line in kept.stdout.splitlines() if line.startswith("120000")]


def test_each_layer_imports_only_the_layers_below_it() -> None:
    found = subprocess.run(
        ["lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, env=_path()
    )
    assert found.returncode == 0, found.stdout[-3000:]


def _path() -> dict[str, str]:
    import os
    from pathlib import Path

    return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


@pytest.mark.parametrize(
    "words", [["law", "list", "--json"], ["inspect", str(ROOT / "src/gongshu/jurisdictions/obligations.csv"), "--json"]]
)
def test_the_law_commands_and_inspect_never_import_django(words: list[str]) -> None:
    check = f"import sys; from gongshu.cli.main import run; code = run({words!r}); assert not code, code; assert 'django' not in sys.modules, 'django'"
    found = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr[-2000:]
