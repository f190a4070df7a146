"""The demonstration as `make demo` fills it, asked by the command line as a newcomer would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.commands import Starter

pytestmark = pytest.mark.pure  # It has a node, and so a database, of its own.


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demonstration") / "node"
    command = [sys.executable, "-m", "gongshu.cli.main", "demo", "--node", str(folder), "--port", "8000", "--no-serve"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "/enter/" in done.stdout, "it prints a sign-in link for each person"
    return folder


@pytest.fixture(scope="module")
def asked(node):
    """Ask a command of the filled node for its JSON."""
    starter = Starter({**os.environ, "GONGSHU_NODE": str(node)})

    def ask(*words: str):
        done = starter.run(*words, "--json")
        assert done.code == 0, done.out + done.err[-3000:]
        return json.loads(done.out)

    yield ask
    starter.close()


def test_a_citizen_finds_health_insurance_data_by_typing_two_characters(asked):
    found = asked("catalogue", "search", "医保", "--as", "lin")
    assert "医保定点医药机构名录" in [hit["title"] for hit in found["hits"]]


def test_the_city_has_its_bodies_and_some_forty_entries(asked):
    entries = asked("catalogue", "list", "--as", "shen")["entries"]
    assert len(entries) >= 40
    assert {"draft", "in_review", "published", "withdrawn"} <= {entry["state"] for entry in entries}
    assert len({entry["provider"] for entry in entries}) >= 10


def test_an_officer_finds_one_application_late_and_one_that_falls_due_next(asked):
    cases = [case for case in asked("case", "list", "--as", "chen")["cases"] if not case["ended"] and case["due"]]
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    due = sorted(date.fromisoformat(case["due"]) for case in cases if case["procedure"] == "sharing-application")
    assert due[0] < today
    assert any(today <= day and (day - today).days <= 10 for day in due)


def test_every_act_of_the_story_is_sealed_and_the_ledger_verifies(asked):
    assert asked("audit", "verify", "--as", "auditadmin")["ok"] is True


def test_every_command_that_the_tutorial_shows_works_on_the_demonstration(node, tmp_path):
    page = (Path(__file__).parents[2] / "docs/tutorial/first-hour.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\$ (.+)$", "".join(re.findall(r"```console\n(.*?)```", page, re.DOTALL)), re.MULTILINE)
    lines = [line for line in shown if not line.startswith("export ")]
    assert len(lines) == 5
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for line in lines:
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env={**os.environ, "PATH": path, "GONGSHU_NODE": str(node)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: {done.stdout}{done.stderr[-2000:]}"
    assert "purpose:" in (tmp_path / "facts.yaml").read_text(encoding="utf-8")


def test_a_proof_that_was_changed_by_one_character_names_the_record(asked, tmp_path):
    asked("audit", "export", str(tmp_path / "proof"), "--as", "shen")
    bodies = tmp_path / "proof/bodies.jsonl"
    lines = bodies.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[7] = lines[7].replace("2026", "2027", 1) if "2026" in lines[7] else lines[7].replace("a", "b", 1)
    bodies.write_text("".join(lines), encoding="utf-8")
    verify = [sys.executable, "-I", str(tmp_path / "proof/verify.py"), str(tmp_path / "proof"), "--json"]
    verdict = json.loads(subprocess.run(verify, capture_output=True, text=True, check=False).stdout)
    assert (verdict["ok"], verdict["first_bad"]) == (False, 7)


def test_filling_again_loses_nothing_and_doubles_nothing(node, asked):
    before = asked("catalogue", "list", "--as", "shen")
    command = [sys.executable, "-m", "gongshu.cli.main", "demo", "--node", str(node), "--port", "8000", "--no-serve"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert asked("catalogue", "list", "--as", "shen") == before


def test_an_assistant_that_starts_the_command_reads_the_open_part_of_the_city(node, asked):
    import anyio
    from mcp import Client, StdioServerParameters

    words = ["-m", "gongshu.cli.main", "mcp", "--node", str(node)]

    async def ask():
        async with Client(StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))) as assistant:
            found = (
                await assistant.call_tool("search", {"text": "公交", "opening": "unconditional"})
            ).structured_content
            numbers = [hit["entry"] for hit in found["hits"]]
            return [
                (await assistant.call_tool("query", {"entry": each, "limit": 1})).structured_content for each in numbers
            ]

    rows = anyio.run(ask)
    assert any(each and each["rows"] for each in rows)
