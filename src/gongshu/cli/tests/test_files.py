"""Files that a command is given: what is no file is wrong use, said in a sentence, before anything is opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongshu.cli.main import run

pytestmark = pytest.mark.pure


def unboxed(said: str) -> str:
    return " ".join(said.replace("│", " ").split())


@pytest.mark.parametrize("words", [["inspect"], ["deliver", "511700-0001"], ["catalogue", "add"]])
def test_a_path_that_is_no_file_is_wrong_use_and_named(words: list[str], tmp_path: Path, capsys) -> None:
    missing = str(tmp_path / "缺失.csv")
    assert run([*words, missing]) == 2
    assert "does not exist" in unboxed(capsys.readouterr().err)
    assert run([*words, str(tmp_path)]) == 2
    assert "is a directory" in unboxed(capsys.readouterr().err)


def test_a_file_is_inspected_without_a_node_and_with_one_document_on_standard_output(tmp_path: Path, capsys) -> None:
    file = tmp_path / "站点.csv"
    file.write_text("站点编号,站名\n001,东站\n002,西站\n", encoding="gb18030")
    assert run(["inspect", str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["encoding"], said["rows"], said["rejected"]) == ("gb18030", 2, 0)
    assert [(column["name"], column["type"], column["category"]) for column in said["columns"]] == [
        ("站点编号", "text", None), ("站名", "text", None),
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_gets_exit_code_one_and_a_reason(tmp_path: Path, capsys) -> None:
    file = tmp_path / "空.csv"
    file.touch()
    assert run(["inspect", str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "FileEmpty"


def test_the_columns_of_a_file_get_a_level_without_a_node(tmp_path: Path, capsys) -> None:
    file = tmp_path / "人员.csv"
    file.write_text("姓名,站名\n张三,东站\n李四,西站\n", encoding="utf-8")
    assert run(["classification", "columns", str(file), "--json"]) == 0
    told = {row["column"]: row["proposed"] for row in json.loads(capsys.readouterr().out)["columns"]}
    assert (told["姓名"]["category"], told["姓名"]["level"]) == ("person_name", "general-2")
    assert (told["站名"]["category"], told["站名"]["level"]) == (None, "general-1")


@pytest.mark.parametrize("words", [["--column", "name"], ["--column", "=general-2"], []])
def test_a_level_without_its_column_is_wrong_use(words: list[str], capsys) -> None:
    assert run(["classification", "grade", "511700-0001", *words]) == 2
    assert "--column" in unboxed(capsys.readouterr().err)
