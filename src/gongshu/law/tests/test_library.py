from datetime import date
from pathlib import Path

import pytest

from gongshu.law import library
from gongshu.law.articles import Article
from gongshu.law.errors import LawProblems, NotProvidedFor, UnknownName
from gongshu.law.tests.folders import nation, parameter, place, procedures, write

pytestmark = pytest.mark.pure


def load(root):
    return library._load.__wrapped__(root)


def test_the_packaged_law_holds_the_nation_and_the_five_places() -> None:
    found = {j.path for j in library.load().jurisdictions.values() if j.main}
    assert found >= {"cn", "cn/sichuan/chengdu", "cn/sichuan/dazhou", "cn/jiangsu", "cn/shanxi/taiyuan", "cn/hunan"}


def test_a_place_inherits_from_every_folder_above_it() -> None:
    assert [j.path for j in library.load().chain("dazhou")] == ["cn", "cn/sichuan", "cn/sichuan/dazhou"]


def test_an_unknown_place_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean cn/sichuan/dazhou"):
        library.load().jurisdiction("cn/sichuan/dazou")


def test_an_installation_may_name_its_own_law_folder(tmp_path, monkeypatch) -> None:
    nation(tmp_path)
    monkeypatch.setenv("GONGSHU_LAWS", str(tmp_path))
    assert list(library.load().jurisdictions) == ["xx"]


def test_a_missing_law_folder_is_told() -> None:
    with pytest.raises(LawProblems, match="no such law folder"):
        load(Path("/nowhere/at/all"))


def test_the_lowest_text_says_who_carries_out_a_function(tmp_path) -> None:
    nation(tmp_path)
    city = place(tmp_path, "xx/yy", "市办法")
    write(
        city / "roles.yaml",
        "functions: {decider: {role: bureau, level: city, above: true, article: 第三条}}\nroles: {bureau: {name: {zh: 局, en: B}, article: 第三条}}\n",
    )
    found = load(tmp_path)
    assert (found.function("decider", "yy").role, found.function("decider", "yy").above) == ("bureau", True)
    assert found.function("decider", "xx").role == "data_authority"
    assert found.function("provider", "yy").party == "provider"
    assert found.role("bureau", "yy").article.clause == "第三条"
    for question in (found.function, found.role):
        with pytest.raises(UnknownName):
            question("nobody", "yy")


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ("functions: {x: {role: r, level: city}}", "names no `article`"),
        ("functions: {x: {party: provider, role: r}}", "either a `party` of the case or a `role`"),
        ("functions: {x: {}}", "either a `party` of the case or a `role`"),
        ("roles: {x: {name: {zh: 甲, en: A}, levels: [village], article: 第三条}}", "levels .'village'. are unknown"),
        ("roles: {x: {name: {zh: 甲, en: A}, article: 三}}", "'三' is not an article"),
        ("functions: {x: {party: provider, above: 3}}", "'above' is 3; a bool is needed"),
    ],
)
def test_a_faulty_role_is_refused(tmp_path, roles, told) -> None:
    write(place(tmp_path, "xx", "法") / "roles.yaml", roles)
    with pytest.raises(LawProblems, match=told):
        load(tmp_path)


def test_an_article_has_a_summary_or_none(tmp_path) -> None:
    city = place(tmp_path, "xx", "法")
    write(
        city / "articles.yaml", "法: {5: {zh: 五日内答复, en: Answer in five days, chapter: {zh: 第二章, en: Two}}}\n"
    )
    found = load(tmp_path)
    cited = Article(jurisdiction="xx", law="法", clause="第五条第二款")
    assert found.article(cited).summary["zh"] == "五日内答复"
    assert found.article(cited).chapter["en"] == "Two"
    assert found.article(Article(jurisdiction="xx", law="法", clause="第六条")) is None
    assert found.article(Article(jurisdiction="qq", law="法", clause="第六条")) is None


@pytest.mark.parametrize(
    ("articles", "told"),
    [
        ("别的: {}", "is not a measure of xx"),
        ("法: {五: {zh: a, en: b}}", "is not an article's number"),
        ("法: {5: {zh: a}}", "'en' is missing"),
    ],
)
def test_a_faulty_summary_is_refused(tmp_path, articles, told) -> None:
    write(place(tmp_path, "xx", "法") / "articles.yaml", articles)
    with pytest.raises(LawProblems, match=told):
        load(tmp_path)


def test_a_file_that_is_not_utf8_is_told_with_the_byte(tmp_path) -> None:
    path = parameter(place(tmp_path, "xx", "法"), "a.b", "5")
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(LawProblems, match="not UTF-8"):
        load(tmp_path)


def test_a_broken_measure_is_refused_and_named(tmp_path) -> None:
    folder = place(tmp_path, "xx", "法", rank="decree")
    with pytest.raises(LawProblems, match="'rank' is 'decree'"):
        load(tmp_path)
    assert folder.is_dir()


def test_a_procedure_needs_a_text_that_provides_for_it(tmp_path) -> None:
    folder = nation(tmp_path)
    procedures(
        folder,
        ask="procedure: ask\ntitle: {zh: 问, en: Ask}\nallowed_by: a.allowed\ndecider: decider\nstates:\n  submitted: {grant: {by: decider, to: granted}}\n  granted: {}\n",
    )
    found = load(tmp_path)
    day = date(2026, 1, 5)
    with pytest.raises(NotProvidedFor, match=r"provides for 问 \(ask\); it needs a\.allowed"):
        found.require_provided(found.procedure("ask", "xx"), found.terms("xx", day))
    parameter(folder, "a.allowed", "true", unit="rule")
    found = load(tmp_path)
    found.require_provided(found.procedure("ask", "xx"), found.terms("xx", day))
    assert found.procedure_names("xx") == ["ask"]
    assert found.procedure("ask", "xx") is found.procedure("ask", "xx")
    with pytest.raises(UnknownName, match="did you mean ask"):
        found.procedure("asks", "xx")


def test_days_between_two_turning_days_share_their_terms_and_a_turning_day_does_not() -> None:
    found = library.load()
    before, first, later = (
        found.terms("dazhou", day) for day in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 2))
    )
    assert "sharing.reply" not in before
    assert later.held is first.held
    assert (first.day, later.day) == (date(2025, 3, 1), date(2025, 3, 2))
