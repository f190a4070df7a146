from datetime import date

import pytest

from gongshu.law import library
from gongshu.law.errors import LawNotInForce, NotSet, UnknownName
from gongshu.law.tests.folders import nation, parameter, place

pytestmark = pytest.mark.pure
DAY = date(2026, 1, 5)


@pytest.fixture
def folders(tmp_path):
    return nation(tmp_path), place(tmp_path, "xx/yy", "市办法", lapses="2030-03-01"), tmp_path


def terms(root, day=DAY, promises=None, **more):
    return library._load.__wrapped__(root).terms("yy", day, promises, **more)


@pytest.mark.parametrize(
    ("binding", "higher", "lower", "wins"),
    [
        ("default", 5, 9, 9),
        ("floor", 5, 3, 3),
        ("floor", 5, 9, 5),
        ("ceiling", 5, 9, 9),
        ("ceiling", 5, 3, 5),
        ("exclusive", 5, 3, 5),
        ("exclusive", 5, 5, 5),
    ],
)
def test_a_lower_text_wins_only_over_a_default_or_as_far_as_the_higher_lets_it(
    folders, binding, higher, lower, wins
) -> None:
    upper, city, root = folders
    parameter(upper, "a.b", str(higher), binding=binding)
    parameter(city, "a.b", str(lower))
    found = terms(root)
    assert found["a.b"].value == wins
    assert bool(found.conflicts) == (wins != lower)


def test_a_conflict_shows_both_articles_and_values(folders) -> None:
    upper, city, root = folders
    parameter(upper, "a.b", "5", binding="floor")
    parameter(city, "a.b", "9")
    assert (
        str(terms(root).conflicts[0])
        == "a.b: 市办法 第五条 says 9, but 国法 第五条 (floor) says 5; the higher text is proposed"
    )


def test_texts_that_count_in_different_units_conflict(folders) -> None:
    upper, city, root = folders
    parameter(upper, "a.b", "5", binding="floor")
    parameter(city, "a.b", "3", unit="calendar-day")
    assert len(terms(root).conflicts) == 1


def test_an_unverified_value_warns_but_never_decides_nor_holds_down_a_lower_text(folders) -> None:
    upper, city, root = folders
    path = parameter(upper, "a.b", "5", binding="floor")
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: verified", "status: unverified"), encoding="utf-8"
    )
    alone = terms(root)
    assert alone.value("a.b") is None
    with pytest.raises(NotSet, match="is unverified"):
        alone.deciding("a.b")
    parameter(city, "a.b", "9")
    assert terms(root).deciding("a.b").value == 9


def test_a_promise_fills_only_what_the_text_leaves_open_and_cites_no_article(folders) -> None:
    _, city, root = folders
    parameter(city, "a.b", "to_be_set", unit="working-day")
    parameter(city, "a.c", "5")
    found = terms(root, promises={"a.b": 10, "a.c": 1})
    assert (found["a.b"].value, found["a.b"].status, found["a.b"].article) == (10, "promise", None)
    assert found["a.c"].value == 5


def test_a_promise_of_what_no_text_anywhere_names_is_the_nodes_own_and_one_of_a_lapsed_text_fills_nothing(
    folders,
) -> None:
    _, city, root = folders
    parameter(city, "a.b", "5")
    found = terms(root, date(2030, 3, 1), promises={"own.answer": 5, "a.b": 9})
    assert (found["own.answer"].value, found["own.answer"].status, found["own.answer"].article) == (5, "promise", None)
    assert "a.b" not in found


def test_what_no_text_in_force_says_is_unknown(folders) -> None:
    _, city, root = folders
    parameter(city, "a.b", "5")
    for day in (date(2025, 2, 1), date(2030, 3, 1)):
        with pytest.raises(UnknownName):
            terms(root, day)["a.b"]
    assert "a.b" in terms(root, date(2030, 3, 1), as_if_in_force=True)
    assert "a.b" in terms(root, date(2025, 1, 1), as_if_in_force=True)


def test_an_unknown_term_is_told_with_the_nearest_ones(folders) -> None:
    _, city, root = folders
    parameter(city, "sharing.reply", "5")
    with pytest.raises(UnknownName, match=r"did you mean sharing\.reply\?"):
        terms(root)["sharing.repy"]
    assert terms(root).get("nothing") is None
    assert list(terms(root)) == ["sharing.reply"]
    assert len(terms(root)) == 1


def test_a_term_that_ends_leaves_silence(folders) -> None:
    _, city, root = folders
    path = parameter(city, "a.b", "5")
    path.write_text(path.read_text(encoding="utf-8").replace("2025-03-01: 5", "2025-03-01: null"), encoding="utf-8")
    assert "a.b" not in terms(root, as_if_in_force=True)


@pytest.mark.parametrize(
    ("day", "told"),
    [(date(2025, 2, 28), "in force from 2025-03-01"), (date(2030, 3, 1), "lapsed on 2030-03-01 .第九条.")],
)
def test_a_text_decides_only_while_it_is_in_force(folders, day, told) -> None:
    _, city, root = folders
    parameter(city, "a.b", "5")
    found = library._load.__wrapped__(root)
    with pytest.raises(LawNotInForce, match=told):
        found.due("yy", "a.b", day)
    assert found.due("yy", "a.b", date(2025, 3, 3)).day == date(2025, 3, 10)


def test_a_draft_and_a_replaced_text_say_so(tmp_path) -> None:
    place(tmp_path, "xx", "草案", since="null", status="draft")
    place(tmp_path, "zz", "旧法", lapses="2025-06-01", status="replaced")
    place(tmp_path, "vv", "空")
    found = library._load.__wrapped__(tmp_path)
    with pytest.raises(LawNotInForce, match="is a draft"):
        found.require_in_force("xx", DAY)
    with pytest.raises(LawNotInForce, match="was replaced on 2025-06-01"):
        found.require_in_force("zz", DAY)


def test_a_place_without_a_text_of_its_own_decides_nothing(tmp_path) -> None:
    folder = place(tmp_path, "xx", "法")
    text = (folder / "jurisdiction.yaml").read_text(encoding="utf-8")
    (folder / "jurisdiction.yaml").write_text(text.split("measures:")[0], encoding="utf-8")
    with pytest.raises(LawNotInForce, match="no measure of its own"):
        library._load.__wrapped__(tmp_path).require_in_force("xx", DAY)
