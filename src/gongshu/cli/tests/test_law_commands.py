"""The law commands, in process: what scripts rely on."""

from __future__ import annotations

import json

import pytest

from gongshu.cli.main import hoisted, run

pytestmark = pytest.mark.pure


def asked(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> dict:
    assert run([*words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (["law", "list", "--json"], ["--json", "law", "list"]),
        (["deliver", "E", "F", "--node", "n", "--as=liu"], ["--node", "n", "--as=liu", "deliver", "E", "F"]),
        (["case", "list", "--", "--json"], ["case", "list", "--", "--json"]),
        (["x", "--at"], ["--at", "", "x"]),
    ],
)
def test_options_that_every_command_takes_may_stand_anywhere(line: list[str], meant: list[str]) -> None:
    assert hoisted(line) == meant


def test_due_says_day_unit_article_status_and_whether_it_is_provisional(capsys) -> None:
    found = asked(
        capsys, "law", "due", "--jurisdiction", "dazhou", "--parameter", "sharing.reply", "--received", "2025-09-29"
    )
    wanted = {"due": "2025-10-13", "unit": "working_day", "article": 20, "status": "verified", "provisional": False}
    assert {key: found[key] for key in wanted} == wanted


def test_a_year_without_a_notice_is_provisional(capsys) -> None:
    words = ("law", "due", "--jurisdiction", "dazhou", "--parameter", "sharing.reply", "--received", "2028-09-29")
    found = asked(capsys, *words)
    assert (found["due"], found["provisional"]) == ("2028-10-10", True)


@pytest.mark.parametrize(
    ("words", "zh", "article", "code"),
    [
        ("law due --jurisdiction hunan --parameter sharing.reply --received 2025-09-29", "《湖南省数据条例（草案）》(cn/hunan)是草案", None, 1),
        ("law due --jurisdiction dazhou --parameter sharing.reply --received 2030-03-01", "2030-03-01 已不适用", "达州办法 第五十三条", 1),
        ("law due --jurisdiction chengdu --parameter sharing.reply --received 2025-09-29", "条文没有规定天数", "成都条例 第二十条第二款", 1),
        ("law due --jurisdiction taiyuan --parameter opening.reply --received 2025-09-29", "没有规定“有条件开放申请的答复期限”", None, 1),
        ("law due --jurisdiction dazu --parameter sharing.reply --received 2025-09-29", "没有名为“dazu”的地区", None, 2),
        ("law due --jurisdiction dazhou --parameter sharing.reply --received 29.9.2025", "“29.9.2025”不是日期，请写成 2025-09-29", None, 2),
        ("law due --jurisdiction dazhou", "缺少必须写明的参数或者选项", None, 2),
        ("law show dazhou 54", "条款自第 1 条至第 53 条", None, 2),
        ("people list --node /nowhere", "/nowhere 不是节点", None, 3),
    ],
)  # fmt: skip
def test_an_error_says_in_chinese_too_what_is_wrong_and_under_which_article(capsys, words, zh, article, code) -> None:
    error = asked(capsys, *words.split(), code=code)["error"]
    assert zh in error["what_zh"]
    assert error["article"] == article
    assert error["what"] != error["what_zh"]


def test_a_simulation_says_what_is_silent_where_not_that_the_name_is_unknown(capsys) -> None:
    rows = asked(capsys, "law", "simulate", "objection", "--received", "2025-09-29")["jurisdictions"]
    why = {row["jurisdiction"]: (row["why"]["due"], row["why_zh"]["due"]) for row in rows}
    assert why["cn/jiangsu"][0].endswith(
        "sets opening.objection; it is set by 达州办法 第二十八条第二款 (cn/sichuan/dazhou)"
    )
    assert why["cn/jiangsu"][1].endswith("作出规定的有：达州办法 第二十八条第二款 (cn/sichuan/dazhou)")


def test_facts_that_are_no_yaml_are_wrong_use_in_a_simulation_too(capsys, tmp_path) -> None:
    (tmp_path / "facts.yaml").write_text("a: [1", encoding="utf-8")
    words = ("law", "simulate", "objection", "--facts", str(tmp_path / "facts.yaml"))
    assert "不是 UTF-8 编码的 YAML" in asked(capsys, *words, code=2)["error"]["what_zh"]


@pytest.mark.parametrize(
    ("place", "parameter", "received", "kind"),
    [
        ("hunan", "sharing.reply", "2025-09-29", "LawNotInForce"),
        ("dazhou", "sharing.reply", "2025-02-28", "LawNotInForce"),
        ("dazhou", "sharing.reply", "2030-03-01", "LawNotInForce"),
        ("chengdu", "sharing.reply", "2025-09-29", "NotSet"),
        ("taiyuan", "correction.doubt_feedback", "2025-09-29", "NotSet"),
    ],
)
def test_what_the_law_does_not_answer_exits_with_1_and_the_reason(capsys, place, parameter, received, kind) -> None:
    words = ("law", "due", "--jurisdiction", place, "--parameter", parameter, "--received", received)
    assert asked(capsys, *words, code=1)["error"]["kind"] == kind


@pytest.mark.parametrize(
    ("place", "parameter", "near"),
    [
        ("dazhou", "sharing.repy", "did you mean sharing.reply"),
        ("hunan", "sharing.repy", "did you mean sharing.reply"),
        ("cn/sichuan/dazou", "sharing.reply", "did you mean cn/sichuan/dazhou"),
    ],
)
def test_a_name_that_no_text_has_is_wrong_use_and_the_nearest_are_named(capsys, place, parameter, near) -> None:
    words = ("law", "due", "--jurisdiction", place, "--parameter", parameter, "--received", "2025-09-29")
    found = asked(capsys, *words, code=2)["error"]
    assert (found["kind"], near in found["what"]) == ("UnknownName", True)


def test_a_term_that_only_another_city_sets_is_answered_with_who_sets_it(capsys) -> None:
    words = ("law", "due", "--jurisdiction", "taiyuan", "--parameter", "catalogue.change_update")
    found = asked(capsys, *words, "--received", "2025-09-29", code=1)["error"]
    assert "成都条例 第十四条第二款 (cn/sichuan/chengdu)" in found["what"]


@pytest.mark.parametrize(
    "words", [("law", "due"), ("law", "nothing"), ("inspect", "nowhere.csv"), ("--at", "then", "law")]
)
def test_wrong_use_is_one_document_too_when_json_is_asked_for(capsys, words) -> None:
    found = asked(capsys, *words, code=2)["error"]
    assert (found["kind"], bool(found["what"])) == ("WrongUse", True)


def test_a_day_that_is_none_is_wrong_use(capsys) -> None:
    words = ["law", "due", "--jurisdiction", "dazhou", "--parameter", "sharing.reply", "--received", "yesterday"]
    assert run(words) == 2
    assert "2025-09-29" in capsys.readouterr().err


def test_show_gives_status_values_and_articles(capsys) -> None:
    found = asked(capsys, "law", "show", "dazhou", "20")
    assert (found["status"], found["in_force_from"], found["lapses"]) == ("in_force", "2025-03-01", "2030-03-01")
    reply = next(one for one in found["parameters"] if one["name"] == "sharing.reply")
    assert (reply["article"], reply["unit"], reply["values"], reply["status"]) == (
        20,
        "working_day",
        {"2025-03-01": 5},
        "verified",
    )
    assert [one["article"] for one in found["articles"]] == [20]
    assert len(asked(capsys, "law", "show", "dazhou")["articles"]) == 53
    assert asked(capsys, "law", "show", "dazhou", "99", code=2)["error"]["kind"] == "UnknownName"


@pytest.mark.parametrize("place", ["chengdu", "jiangsu", "dazhou", "taiyuan", "hunan"])
def test_every_text_can_be_shown(capsys, place: str) -> None:
    found = asked(capsys, "law", "show", place)
    assert found["status"] == ("draft" if place == "hunan" else "in_force")
    assert found["articles"]
    assert found["parameters"]


def test_the_list_the_check_and_the_coverage_speak_json(capsys) -> None:
    assert {one["jurisdiction"] for one in asked(capsys, "law", "list")["jurisdictions"]} >= {"cn", "cn/sichuan/dazhou"}
    assert asked(capsys, "law", "check")["ok"]
    found = asked(capsys, "law", "coverage")
    assert found["dazhou"]["enforce"]["total"] == 49
    assert set(found) >= {"rows", "stale", "jurisdictions"}


def test_diff_and_simulate_lay_places_side_by_side(capsys) -> None:
    rows = {one["name"]: one for one in asked(capsys, "law", "diff", "dazhou", "chengdu")["differences"]}
    assert rows["sharing.reply"]["right"]["value"] == "to_be_set"
    found = asked(capsys, "law", "simulate", "sharing-application", "--received", "2025-09-29")
    due = {one["jurisdiction"]: one["due"] for one in found["jurisdictions"]}
    assert due["cn/sichuan/dazhou"] == {"reply": "2025-10-13"}
    assert len(due) == 5


def test_words_are_printed_without_json(capsys) -> None:
    for words in (["law", "list"], ["law", "show", "dazhou", "20"], ["law", "check"], ["law", "coverage"]):
        assert run(words) == 0
    for words in (["law", "diff", "dazhou", "chengdu"], ["law", "simulate", "objection"]):
        assert run(words) == 0
    shown = capsys.readouterr().out
    assert "达州市公共数据管理办法" in shown
    assert "sharing.reply" in shown
