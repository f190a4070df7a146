import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.law.articles import Article, from_chinese, number_of, to_chinese

pytestmark = pytest.mark.pure


@given(st.integers(1, 999))
def test_every_number_survives_chinese_numerals(number: int) -> None:
    assert from_chinese(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("clause", "number"), [("第二十条第二款", 20), ("第一百零五条", 105), ("第十条", 10), ("第三条第(二)项", 3)]
)
def test_a_clause_gives_the_number_of_its_article(clause: str, number: int) -> None:
    assert number_of(clause) == number


def test_what_is_no_article_is_refused_with_how_to_write_one() -> None:
    with pytest.raises(ValueError, match="'20' is not an article; write it like 第二十条第二款"):
        number_of("20")


def test_an_article_names_its_text_and_its_page() -> None:
    article = Article(jurisdiction="cn/sichuan/dazhou", law="达州办法", clause="第二十条第二款")
    assert str(article) == article.label == "达州办法 第二十条第二款"
    assert article.address == "/law/cn/sichuan/dazhou/达州办法/20"
