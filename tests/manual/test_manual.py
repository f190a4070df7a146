"""The manual is tested: what it shows is what the program says."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.manual.pages import PAGES, REFERENCE, ROOT

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("name", PAGES)
def test_every_reference_page_says_what_the_program_says(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), "run `make manual`"


def test_every_link_of_the_manual_leads_to_a_file() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken


def test_every_command_of_the_readme_exists() -> None:
    shown = set(re.findall(r"^\$ (make \w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert shown
    assert {line.split()[1] for line in shown} <= targets


def test_every_decision_is_half_a_page() -> None:
    long = [
        page.name
        for page in (ROOT / "docs/decisions").glob("*.md")
        if len(page.read_text(encoding="utf-8").splitlines()) > 40
    ]
    assert not long


def test_the_package_says_its_version_in_one_place() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "gongshu.cli.main", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "law" in shown
