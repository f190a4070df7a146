"""The register of projects and purchases, as a browser without scripts and a program see it."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshu.audit import clock
from gongshu.catalogue.tests.stage import at
from gongshu.projects.tests.stage import move, project, purchase


@pytest.fixture(autouse=True)
def _today(cast):
    clock.set_to(at(40))
    yield
    clock.set_to(None)


def text(said, status=200):
    assert said.status_code == status, said.content.decode()[:1500]
    return said.content.decode()


def test_the_register_tells_what_each_still_lacks_under_which_article(as_, liu, chen):
    case = move(project(liu), "approve", chen)
    bought = purchase(liu, 3)
    client = as_("liu")
    page = text(client.get("/projects"))
    for words in ("道路运输许可系统", "数据字典", "第十一条第一款", "采购成果的可共享目录", bought.number):
        assert words in page
    said = json.loads(text(client.get("/projects.json")))
    assert said == json.loads(text(client.get("/api/v1/projects")))
    assert [(row["case"], row["lacks"]) for row in said["rows"]] == [
        (bought.number, ["purchased_entry"]), (case.number, ["data_catalogue", "data_dictionary"]),
    ]  # fmt: skip
    body = b"".join(client.get("/projects.csv", {"procedure": "it-project"}).streaming_content).decode()
    assert f"{case.number},信息化项目,道路运输许可系统" in body
    assert bought.number not in body


def test_what_is_ended_lacks_nothing_and_can_be_left_out(as_, liu, chen):
    move(project(liu), "refuse", chen, reason="x", legal_basis="达州办法 第十条")
    client = as_("liu")
    assert json.loads(text(client.get("/projects.json")))["rows"][0]["lacks"] == []
    assert "还没有项目和采购" in text(client.get("/projects", {"open": "1"}))


def test_whoever_has_no_part_in_it_sees_no_line(client, as_, liu):
    case = project(liu)
    assert client.get("/projects").status_code == 302
    assert client.get("/api/v1/projects").json()["rows"] == []
    for login in ("huang", "lin"):
        assert case.number not in text(as_(login).get("/projects"))


def test_a_page_of_many_lines_asks_the_database_no_more_than_one_of_few(as_, liu, chen):
    client = as_("liu")
    move(project(liu), "approve", chen)

    def asked():
        with CaptureQueriesContext(connection) as found:
            text(client.get("/projects"))
        return len(found)

    asked()
    few = asked()
    for hours in range(4):
        purchase(liu, 3 + hours)
    assert asked() == few
