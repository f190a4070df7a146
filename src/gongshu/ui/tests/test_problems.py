"""Every refusal has one shape: what, where, under which article, what to do, the value."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DataError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils.translation import override
from django.views.decorators.http import require_POST

from gongshu.law.articles import Article
from gongshu.ui import errors
from gongshu.ui.problems import answers, problem_of, response

CITED = Article(jurisdiction="cn/sichuan/dazhou", law="达州办法", clause="第十九条第二款")
pytestmark = pytest.mark.pure


class Withheld(Exception):
    """An error that carries its own status, as the layers above write them."""

    status = 409
    article = CITED
    remedy = {"zh": "写明依据,或者改为有条件共享", "en": "Name the law, or choose conditional"}
    shown = "511700-0042"


class Pure(Exception):
    """An error of a layer that knows no HTTP."""


class Elsewhere(Exception):
    """As a library would raise it when it got an answer from another server."""

    status = 404
    __module__ = "urllib.error"


def withheld(request: Any) -> HttpResponse:
    raise Withheld("entry 511700-0042 is withheld without a basis")


def fault(request: Any) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("withheld", withheld),
    path("withheld.json", withheld),
    path("sent", require_POST(withheld)),
    path("fault", fault),
    path("fault.json", fault),
]
handler404, handler500 = errors.not_found, errors.failed
answers(Pure, 422)


@pytest.fixture
def visitor() -> Client:
    with override_settings(ROOT_URLCONF="gongshu.ui.tests.test_problems"):
        yield Client(raise_request_exception=False)


def test_an_error_of_ours_becomes_a_page_that_says_everything(visitor: Client) -> None:
    answer = visitor.get("/withheld")
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in (
        "entry 511700-0042 is withheld",
        CITED.label,
        CITED.address,
        "改为有条件共享",
        "<code>511700-0042</code>",
        "/withheld",
    ):
        assert text in page


def test_the_same_error_is_json_for_programs(visitor: Client) -> None:
    answer = visitor.get("/withheld.json")
    assert answer.status_code == 409
    assert answer.json()["error"] == {
        "status": 409,
        "what": "entry 511700-0042 is withheld without a basis",
        "where": "/withheld.json",
        "article": CITED.label,
        "remedy": Withheld.remedy["zh"],
        "shown": "511700-0042",
    }


def test_a_program_is_known_by_its_accept_header(visitor: Client) -> None:
    assert visitor.get("/withheld", headers={"Accept": "application/json"}).json()["error"]["status"] == 409


def test_the_remedy_follows_the_language_of_the_page(visitor: Client) -> None:
    assert "choose conditional" in visitor.get("/withheld", headers={"Accept-Language": "en"}).content.decode()


def test_an_error_of_a_pure_layer_is_answered_as_declared() -> None:
    assert problem_of(Pure("x"), "/p").status == 422


def test_an_error_of_a_library_is_a_fault_even_if_it_has_a_status() -> None:
    assert problem_of(Elsewhere(), "/p") is None


def test_a_ruling_speaks_for_the_refusal() -> None:
    refused = Withheld("en words")
    refused.ruling = SimpleNamespace(
        because={"zh": "不是本单位的目录", "en": "not your body's entry"},
        article=CITED,
        remedy={"zh": "请联系数据专员"},
    )
    problem = problem_of(refused, "/p")
    assert (problem.what, problem.article, problem.remedy) == ("不是本单位的目录", CITED, "请联系数据专员")


def test_an_unknown_address_says_where_and_what_to_do(visitor: Client) -> None:
    answer = visitor.get("/no-such-page")
    assert answer.status_code == 404
    assert "/no-such-page" in answer.content.decode()
    assert "从数据目录里搜索" in answer.content.decode()


@pytest.mark.parametrize("address", ["/fault", "/fault.json"])
def test_a_fault_tells_nothing_about_its_inside(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.content.decode()


def test_a_fault_is_drawn_without_asking_the_database(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongshu.ui.context._EXTRAS", [lambda request: 1 / 0])
    assert "系统出错" in visitor.get("/fault").content.decode()


@pytest.mark.parametrize(
    ("view", "status"), [(errors.bad_request, 400), (errors.refused, 403), (errors.not_found, 404)]
)
def test_djangos_own_errors_have_the_same_shape(view: Any, status: int) -> None:
    request = RequestFactory().get("/somewhere.json")
    said = json.loads(view(request, Exception()).content)["error"]
    assert said["status"] == status
    assert said["what"]
    assert said["remedy"]


def test_an_expired_form_says_how_to_send_it_again() -> None:
    said = json.loads(errors.forged(RequestFactory().post("/x.json"), "no cookie").content)["error"]
    assert said["status"] == 403
    assert "重新打开表单" in said["remedy"]
    assert said["shown"] == "no cookie"


def test_a_status_without_a_title_of_its_own_still_has_one() -> None:
    with override("en"):
        page = response(RequestFactory().get("/x"), problem_of(Pure("x"), "/x"))
    assert "The content does not fit" in page.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_whoever_reloads_what_a_form_led_to_is_told_where_to_go() -> None:
    answer = Client().get("/sent")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "回到填写表单的页面" in answer.content.decode()


def test_text_that_no_database_keeps_is_the_senders_to_mend_and_other_errors_of_data_are_faults():
    told = problem_of(DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"), "/questions")
    assert told is not None
    assert (told.status, told.where) == (422, "/questions")
    assert problem_of(DataError("value too long"), "/questions") is None
