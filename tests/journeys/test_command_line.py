"""One shared data set from the first line of its description to a refused and a granted application, by the command line alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import Starter

pytestmark = pytest.mark.pure  # It makes a node of its own; the services behind it run on both databases elsewhere.

ENTRY = """\
title: 道路客运班线信息
abstract: 班线的起讫点和班次
provider: 511700-jtysj
contact: 数据科
contact_details: 0818-1234567
format: database
domain: transport
data_type: structured
region: "511700"
update_frequency: monthly
duty: 道路运输管理
sharing: conditional
sharing_reason: 含经营信息
sharing_conditions: 限于行政管理
purposes: [线网规划]
opening: unconditional
level: general-2
collection: {authority: 道路运输条例, procedure: 许可时收集, standard: 部颁标准}
items:
  - {name: 班线编号, code: bxbh, key: true, required: true}
  - {name: 起点, code: qd}
  - {name: 日班次, code: rbc, type: integer}
"""
GOOD = "班线编号,起点,日班次\nA1,通川,12\nA2,达川,8\n"
BROKEN = "班线编号,起点,日班次\nA1,通川,十二\n,达川,8\nA3,渠县,5\nA4,大竹,6\n"


COMMAND = [sys.executable, "-m", "gongshu.cli.main"]


class Command:
    """The `gongshu` command as a script calls it."""

    def __init__(self, node: Path) -> None:
        self.node = node
        self.environment = {**os.environ, "GONGSHU_NODE": str(node), "COLUMNS": "200"}
        self.starter = Starter(self.environment)

    @classmethod
    def of_a_new_node(cls, node: Path) -> Command:
        line = [
            *COMMAND,
            "init",
            str(node),
            "--jurisdiction",
            "cn/sichuan/dazhou",
            "--rehearsal",
            "--at",
            "2025-09-01T09:00",
            "--json",
        ]
        made = subprocess.run(line, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stdout + made.stderr[-2000:]
        return cls(node)

    def run(self, *words: str, login: str = "", at: str = "", code: int = 0) -> dict:
        line = [*words, "--json"]
        line += ["--as", login] if login else []
        line += ["--at", at] if at else []
        done = self.starter.run(*line)
        assert done.code == code, f"{words}: exit {done.code}\n{done.out[-800:]}\n{done.err[-2000:]}"
        return json.loads(done.out)


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    made = Command.of_a_new_node(tmp_path_factory.mktemp("cli") / "node")
    yield made
    made.starter.close()


@pytest.fixture(scope="module")
def entry(command: Command, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A conditional entry, described, delivered, reviewed and hooked."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "entry.yaml").write_text(ENTRY, encoding="utf-8")
    (folder / "good.csv").write_text(GOOD, encoding="gb18030")
    shown = command.run("catalogue", "add", str(folder / "entry.yaml"), login="liu", at="2025-09-01T10:00")
    assert (shown["state"], shown["sharing"], shown["items"][0]["key"]) == ("draft", "conditional", True)
    number = shown["entry"]
    first = command.run("deliver", number, str(folder / "good.csv"), login="liu", at="2025-09-01T10:10")
    again = command.run("deliver", number, str(folder / "good.csv"), login="liu", at="2025-09-01T10:20")
    assert (first["rows_read"], first["rows_accepted"], first["rows_rejected"], first["duplicate"]) == (2, 2, 0, False)
    assert (again["snapshot"], again["duplicate"]) == (first["snapshot"], True)
    for hour, procedure, about in ((11, "catalogue-review", number), (12, "resource-hook", f"{number}-1")):
        opened = command.run("case", "open", procedure, "--about", about, login="liu", at=f"2025-09-01T{hour}:00")
        approve = ("case", "move", opened["number"], "approve", "--reason", "齐全")
        moved = command.run(*approve, login="chen", at=f"2025-09-01T{hour}:30")
        assert moved["state"] == "approved"
    assert command.run("catalogue", "show", number, login="wu", at="2025-09-01T14:00")["state"] == "published"
    return number


def apply(command: Command, entry: str, folder: Path, at: str) -> dict:
    facts = folder / "facts.yaml"
    facts.write_text(
        "reason: 规划公交接驳\nlegal_basis: 城市公共交通条例 第十条\npurpose: 线网规划\n", encoding="utf-8"
    )
    return command.run(
        "case", "open", "sharing-application", "--about", entry, "--facts", str(facts), login="wu", at=at
    )


def test_an_application_falls_due_after_five_working_days_and_is_granted(
    command: Command, entry: str, tmp_path: Path
) -> None:
    case = apply(command, entry, tmp_path, "2025-09-29T10:00")
    assert (case["procedure"], case["state"], case["due"]) == ("sharing-application", "submitted", "2025-10-13")
    assert "第二十条" in case["article"]
    shown = command.run("case", "show", case["number"], login="chen", at="2025-09-29T10:30")
    assert {"grant", "refuse", "ask_provider"} <= {move["outcome"] for move in shown["moves"]}
    granted = command.run(
        "case", "move", case["number"], "grant", "--reason", "用途相符", login="chen", at="2025-09-30T09:00"
    )
    assert granted["state"] == "granted"


def test_a_refusal_without_basis_is_refused_and_nothing_moves(command: Command, entry: str, tmp_path: Path) -> None:
    case = apply(command, entry, tmp_path, "2025-10-14T10:00")
    refused = command.run(
        "case", "move", case["number"], "refuse", "--reason", "不需要", login="chen", at="2025-10-15T09:00", code=1
    )
    assert refused["error"]["kind"] == "FactsMissing"
    assert command.run("case", "show", case["number"], login="chen", at="2025-10-15T09:10")["state"] == "submitted"
    done = command.run(
        "case",
        "move",
        case["number"],
        "refuse",
        "--reason",
        "不需要",
        "--basis",
        "达州办法 第十八条",
        login="chen",
        at="2025-10-15T09:20",
    )
    assert done["state"] == "refused"


def test_a_body_cannot_decide_and_a_stranger_sees_nothing(command: Command, entry: str, tmp_path: Path) -> None:
    case = apply(command, entry, tmp_path, "2025-10-20T10:00")
    error = command.run("case", "move", case["number"], "grant", login="wu", at="2025-10-20T11:00", code=1)["error"]
    assert error["kind"] in ("Refused", "MoveNotAllowed", "NotNow")
    assert (
        command.run("case", "show", case["number"], login="lin", at="2025-10-20T11:10", code=1)["error"]["kind"]
        == "UnknownCase"
    )


def test_bad_rows_go_to_quarantine_and_a_delivery_that_rejects_too_much_waits(
    command: Command, entry: str, tmp_path: Path
) -> None:
    (tmp_path / "broken.csv").write_text(BROKEN, encoding="utf-8")
    found = command.run("deliver", entry, str(tmp_path / "broken.csv"), login="liu", at="2025-10-21T09:00")
    assert (found["rows_read"], found["rows_accepted"], found["rows_rejected"], found["published"]) == (4, 2, 2, False)
    shots = command.run("snapshots", entry, login="liu", at="2025-10-21T09:10")["snapshots"]
    assert [shot["published"] for shot in shots] == [False, True]
    listed = command.run("delivery", "list", "--state", "waiting", login="liu", at="2025-10-21T09:20")["deliveries"]
    assert [(each["entry"], each["delivery"]) for each in listed] == [(entry, found["delivery"])]
    steward = {"login": "liu", "at": "2025-10-21T09:30"}
    assert command.run("delivery", "return", found["delivery"], code=1, **steward)["error"]["kind"] == "NotDecidable"
    returned = command.run("delivery", "return", found["delivery"], "--reason", "两行有误", **steward)
    assert (returned["state"], returned["published"]) == ("refused", False)


def test_an_application_for_use_until_a_day_that_is_over_is_refused(
    command: Command, entry: str, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("reason: a\nlegal_basis: b\npurpose: 道路养护\nuntil: 2025-10-20\n", encoding="utf-8")
    words = ("case", "open", "sharing-application", "--about", entry, "--facts", str(facts))
    error = command.run(*words, login="wu", at="2025-10-21T10:00", code=1)["error"]
    assert error["kind"] == "FactsUnfit"
    assert "2025-10-21" in error["what"]


def test_two_characters_find_the_entry(command: Command, entry: str) -> None:
    found = command.run("catalogue", "search", "班线", login="wu", at="2025-10-22T09:00")
    assert (found["total"], found["hits"][0]["entry"]) == (1, entry)


def test_the_authority_publishes_a_list_and_everybody_reads_it(command: Command, entry: str) -> None:
    waiting = command.run("lists", "standing", login="chen", at="2025-10-22T09:10")["lists"]
    pending = {each["kind"]: each["pending"] for each in waiting}["opening_responsibility_list"]
    assert pending["added"] == [entry]
    words = ("opening_responsibility_list", "511700")
    made = command.run("lists", "publish", *words, login="chen", at="2025-10-22T09:20")
    assert (made["version"], made["articles"]) == (1, ["达州办法 第二十六条"])
    shown = command.run("lists", "show", *words, login="lin", at="2025-10-22T09:30")
    assert [row["number"] for row in shown["rows"]] == [entry]
    error = command.run("lists", "publish", *words, login="chen", at="2025-10-22T09:40", code=1)["error"]
    assert error["kind"] == "NothingChanged"


def test_everything_that_happened_verifies_and_leaves_as_an_export(
    command: Command, entry: str, tmp_path: Path
) -> None:
    verdict = command.run("audit", "verify", login="shen", at="2025-10-23T09:00")
    assert verdict["ok"]
    assert verdict["first_bad"] is None
    assert command.run("audit", "verify")["ok"]  # To look takes no time to pass: the script goes on in October.
    folder = tmp_path / "export"
    command.run("audit", "export", str(folder), login="shen", at="2025-10-23T09:10")
    offline = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), str(folder), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(offline.stdout)["ok"]


def test_a_move_that_asks_for_one_text_takes_it_from_the_reason(command: Command, entry: str, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("reason: a\nlegal_basis: b\npurpose: 道路养护\n", encoding="utf-8")
    words = ("case", "open", "sharing-application", "--about", entry, "--facts", str(facts))
    number = command.run(*words, login="wu", at="2025-10-23T10:00")["number"]
    asked = command.run(
        "case", "move", number, "ask_provider", "--reason", "能否用于养护", login="chen", at="2025-10-23T11:00"
    )
    assert (asked["state"], asked["due"]) == ("consulting", "2025-11-06")
    child = command.run("case", "show", asked["children"][0], login="liu", at="2025-10-23T12:00")
    assert child["facts"]["question"] == "能否用于养护"


def test_a_backup_taken_while_data_is_delivered_is_a_whole_node(command: Command, entry: str, tmp_path: Path) -> None:
    rows = tmp_path / "many.csv"
    rows.write_text("班线编号,起点,日班次\n" + "".join(f"B{n},通川,{n}\n" for n in range(60_000)), encoding="utf-8")
    line = [
        sys.executable,
        "-m",
        "gongshu.cli.main",
        "deliver",
        entry,
        str(rows),
        "--as",
        "liu",
        "--at",
        "2025-10-27T10:00",
    ]
    delivering = subprocess.Popen(line, env=command.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    made = command.run("backup", str(tmp_path / "copy"))
    assert delivering.wait() == 0
    assert made["files"] > 10
    settings = (tmp_path / "copy/gongshu.toml").read_text(encoding="utf-8")
    assert "master_key" in settings
    copy = Command(tmp_path / "copy")
    assert copy.run("audit", "verify", login="shen")["ok"]
    before = copy.run("snapshots", entry, login="liu")["snapshots"]
    assert before
    again = copy.run("deliver", entry, str(rows), login="liu")
    assert again["rows_accepted"] == 60_000
    copy.starter.close()
    assert not list((tmp_path / "copy").rglob("*.key"))
    error = command.run("backup", str(tmp_path / "copy"), code=3)["error"]
    assert error["kind"] == "NodeUnfit"


def test_the_clock_never_runs_backwards(command: Command, entry: str) -> None:
    error = command.run("case", "list", login="chen", at="2025-09-02T09:00", code=1)["error"]
    assert error["kind"] == "ClockCannotBeSet"


def test_after_the_text_has_lapsed_no_case_opens(command: Command, entry: str, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("reason: a\nlegal_basis: b\npurpose: 线网规划\n", encoding="utf-8")
    words = ("case", "open", "sharing-application", "--about", entry, "--facts", str(facts))
    assert command.run(*words, login="wu", at="2030-03-01T09:00", code=1)["error"]["kind"] == "LawNotInForce"


def test_wrong_use_exits_with_2_and_an_unfit_node_with_3(tmp_path: Path) -> None:
    base = [sys.executable, "-m", "gongshu.cli.main"]
    assert subprocess.run([*base, "law", "due"], capture_output=True, check=False).returncode == 2
    environment = {**os.environ, "GONGSHU_NODE": str(tmp_path)}
    assert subprocess.run([*base, "people", "list"], capture_output=True, check=False, env=environment).returncode == 3


def test_a_real_node_begins_with_three_administrators_in_one_body_and_has_no_cast_and_no_clock(tmp_path: Path) -> None:
    base, node = [sys.executable, "-m", "gongshu.cli.main"], str(tmp_path / "real")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GONGSHU")}

    def said(*words: str) -> tuple[int, dict]:
        found = subprocess.run([*base, *words, "--json"], capture_output=True, text=True, check=False, env=environment)
        assert found.stdout, found.stderr
        return found.returncode, json.loads(found.stdout)

    code, made = said("init", node, "--jurisdiction", "cn/sichuan/chengdu")
    assert code == 0
    assert [(one["login"], one["body"]) for one in made["links"]] == [
        (login, "运行管理机构") for login in ("sysadmin", "secadmin", "auditadmin")
    ]
    refusals = {
        ("people", "list", "--as", "sysadmin"): "NotARehearsal",
        ("people", "list", "--at", "2025-09-29T10:00"): "ClockCannotBeSet",
    }
    for words, kind in refusals.items():
        code, error = said(*words, "--node", node)
        assert (code, error["error"]["kind"]) == (1, kind)
    assert said("doctor", "--node", node)[0] == 0


def test_whoever_has_a_rehearsal_learns_its_cast_without_being_one_of_it(command: Command) -> None:
    people = command.run("people", "list")["people"]
    assert {"chen", "huang", "wu", "lin", "shutong", "secadmin"} <= {one["login"] for one in people}
    assert {"login", "name", "body", "duties"} <= people[0].keys()
    assert "secadmin" not in {one["login"] for one in command.run("people", "list", login="lin")["people"]}
