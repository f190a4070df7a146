"""Programs read the law and the figures as the pages show them."""

from __future__ import annotations

from typing import Any


def test_the_places_and_their_texts_are_listed(db: None, node: object, visitor: Any) -> None:
    said = {each["jurisdiction"]: each for each in visitor().get("/api/v1/law").json()}
    (text,) = said["cn/sichuan/dazhou"]["texts"]
    assert (text["law"], text["status"], text["in_force_from"], text["lapses"]) == (
        "达州办法",
        "in_force",
        "2025-03-01",
        "2030-03-01",
    )
    assert said["cn/hunan"]["texts"][0]["status"] == "draft"
    assert len(said["cn"]["texts"]) > 1


def test_a_term_is_counted_for_any_place_by_path_or_short_name(db: None, node: object, visitor: Any) -> None:
    asked = "parameter=sharing.reply&received=2025-09-29"
    here = visitor().get(f"/api/v1/law/due?{asked}").json()
    assert (here["due"], here["law"], here["article"]) == ("2025-10-13", "达州办法", 20)
    assert visitor().get(f"/api/v1/law/due?{asked}&jurisdiction=dazhou").json() == here


def test_a_text_that_is_not_in_force_counts_nothing_and_says_so(db: None, node: object, visitor: Any) -> None:
    answer = visitor().get("/api/v1/law/due?parameter=sharing.reply&received=2025-09-29&jurisdiction=hunan")
    assert answer.status_code == 409
    assert "草案" in answer.json()["error"]["what"]


def test_a_day_that_is_none_is_refused_by_name(db: None, node: object, visitor: Any) -> None:
    answer = visitor().get("/api/v1/law/due?parameter=sharing.reply&received=2025-09-31")
    assert answer.status_code == 422
    assert "received" in answer.json()["error"]["shown"]


def test_an_article_is_given_with_values_duties_and_cases(db: None, node: object, visitor: Any) -> None:
    said = visitor().get("/api/v1/law/article?jurisdiction=dazhou&number=20").json()
    reply = next(value for value in said["values"] if value["name"] == "sharing.reply")
    assert reply["values"] == [{"since": "2025-03-01", "value": 5, "article": "达州办法 第二十条第二款"}]
    assert reply["binding"] == "floor"
    assert "dazhou-20-3" in {duty["id"] for duty in said["duties"]}
    assert "sharing-application" in said["procedures"]
    assert said["cases"]


def test_an_article_of_another_measure_of_a_place_is_named_by_it(db: None, node: object, visitor: Any) -> None:
    said = visitor().get("/api/v1/law/article?jurisdiction=cn&measure=民法典&number=201").json()
    assert (said["law"], said["article"]) == ("民法典", 201)


def test_an_unknown_article_or_place_is_not_found(db: None, node: object, visitor: Any) -> None:
    assert visitor().get("/api/v1/law/article?jurisdiction=dazhou&number=99").status_code == 404
    assert visitor().get("/api/v1/law/article?jurisdiction=mars&number=1").status_code == 404


def test_the_figures_are_those_of_the_first_page(city: Any, visitor: Any) -> None:
    said = visitor().get("/api/v1/figures").json()
    home = visitor().get("/").context["home"]
    assert said["entries"] == home.figures.published == 5
    assert said["hook_up_rate"] == 0.8
    assert (said["dates"], said["dates_met"]) == (2, 1)


def test_what_is_offered_stands_in_the_description_of_the_interface(db: None, node: object, visitor: Any) -> None:
    paths = visitor().get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/law", "/api/v1/law/due", "/api/v1/law/article", "/api/v1/figures"} <= set(paths)
