"""Whoever holds a receipt may follow the case with number and code, and learns nothing else."""

from __future__ import annotations

from typing import Any


def ask(visitor: Any, number: str, code: str, language: str = "zh-hans") -> Any:
    return visitor(language=language).post("/receipt", {"number": number, "code": code})


def test_number_and_code_show_state_due_day_and_article(city: Any, visitor: Any) -> None:
    said = ask(visitor, city.running.number, city.running.receipt_code).content.decode()
    assert "共享申请" in said
    assert "待答复" in said
    assert "2025-10-13" in said
    assert "达州办法 第二十条第二款" in said


def test_what_was_applied_for_is_not_shown(city: Any, visitor: Any) -> None:
    said = ask(visitor, city.refused.number, city.refused.receipt_code).content.decode()
    assert "不同意" in said
    assert "核查道路运输企业的场所" not in said
    assert "用途不在共享条件之内" not in said


def test_spaces_and_small_letters_do_no_harm(city: Any, visitor: Any) -> None:
    answer = ask(visitor, f" {city.running.number.lower()} ", city.running.receipt_code.lower())
    assert answer.status_code == 200
    assert answer.context["found"]


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(city: Any, visitor: Any) -> None:
    wrong, unknown = ask(visitor, city.running.number, "AAAAAAAA"), ask(visitor, "2025-GX-99999", "AAAAAAAA")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_an_english_page_tells_it_in_english(city: Any, visitor: Any) -> None:
    said = ask(visitor, "2025-GX-99999", "AAAAAAAA", "en").content.decode()
    assert "number and code do not belong together" in said


def test_the_address_on_a_letter_fills_in_the_number_and_never_the_code(city: Any, visitor: Any) -> None:
    page = visitor().get(f"/receipt?number={city.running.number}&code={city.running.receipt_code}")
    assert page.context["found"] is None
    assert f'value="{city.running.number}"' in page.content.decode()
    assert page.context["form"]["code"].value() is None


def test_an_empty_question_says_what_is_missing(city: Any, visitor: Any) -> None:
    answer = ask(visitor, "", "")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"number", "code"}


def test_the_digests_of_letters_are_there_to_compare(city: Any, visitor: Any) -> None:
    from gongshu.cases.models import Letter
    from gongshu.cases.printing import make
    from gongshu.catalogue.tests.stage import at

    letter = Letter.objects.filter(case=city.refused).first()
    make(letter.pk, at(1))
    letter.refresh_from_db()
    assert letter.digest in ask(visitor, city.refused.number, city.refused.receipt_code).content.decode()
