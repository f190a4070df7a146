"""The components that every template may use."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.forms import BooleanField, CharField, ChoiceField, Form, IntegerField, RadioSelect
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from gongshu.law import load
from gongshu.law.articles import Article
from gongshu.ui import assets, statuses

pytestmark = pytest.mark.pure

CITED = Article(jurisdiction="cn/sichuan/dazhou", law="达州办法", clause="第二十条第二款")
# 2025-10-01 to 10-08 are holidays; 09-28 and 10-11 are make-up working days.
MONDAY = date(2025, 9, 29)


def drawn(template: str, address: str = "/", **names: Any) -> str:
    request = RequestFactory().get(address)
    return engines["django"].from_string(template).render(names, request).strip()


def test_an_article_links_to_its_page() -> None:
    said = drawn("{% article cited %}", cited=CITED)
    assert f'href="{CITED.address}"' in said
    assert "达州办法 第二十条第二款" in said


def test_an_article_that_is_only_words_is_cited_without_a_link() -> None:
    said = drawn("{% article cited %}", cited="民法典 第二百零一条")
    assert "民法典 第二百零一条" in said
    assert "href" not in said


def test_no_article_is_shown_where_there_is_none() -> None:
    assert drawn("{% article cited %}", cited=None) == ""


def test_an_article_is_marked_as_chinese_for_english_readers() -> None:
    with override("en"):
        assert 'lang="zh-Hans"' in drawn("{% article cited %}", cited=CITED)


def test_a_status_has_words_and_a_drawing_beside_its_colour() -> None:
    said = drawn('{% status "published" %}')
    assert "已发布" in said
    assert "icons.svg" in said


def test_a_laws_draft_is_not_called_like_an_entrys() -> None:
    assert "草案" in drawn('{% status "draft" kind="law" %}')
    assert "草稿" in drawn('{% status "draft" %}')


def test_an_unknown_status_shows_its_own_name() -> None:
    assert "reworked" in drawn('{% status "reworked" %}')


def test_a_procedures_own_words_replace_the_common_ones() -> None:
    said = drawn('{% status "granted" label %}', label={"zh": "准予共享", "en": "Shared"})
    assert "准予共享" in said
    assert "已同意" not in said


def test_a_case_is_called_as_its_table_calls_it() -> None:
    assert "意见为不同意" in drawn('{% status "disagreed" %}')
    assert "未补正办结" in drawn('{% status "closed" kind="case" %}')
    assert "已撤回" in drawn('{% status "withdrawn" kind="case" %}')
    with override("en"):
        assert "Disagreed" in drawn('{% status "disagreed" %}')


def test_every_state_of_every_procedure_has_a_look_of_its_own() -> None:
    tables = load(None)
    states = {
        state
        for path in tables.jurisdictions
        for name in tables.procedure_names(path)
        for state in tables.procedure(name, path).states
    }
    assert sorted(states - set(statuses.CASES)) == []


@pytest.mark.parametrize(
    ("due", "today", "words"),
    [
        (date(2025, 10, 13), MONDAY, "还剩 5 个工作日"),  # 30 September, 9, 10, 11 and 13 October
        (date(2025, 9, 30), MONDAY, "还剩 1 个工作日"),
        (MONDAY, MONDAY, "今天到期"),
        (date(2025, 9, 26), MONDAY, "已逾期 2 个工作日"),  # Sunday the 28th was worked
        (date(2025, 9, 30), date(2025, 10, 3), "已逾期 1 个工作日"),  # late in the holidays, before any working day
        (date(2025, 10, 5), date(2025, 10, 3), "下一个工作日前到期"),
    ],
)
def test_the_time_left_is_counted_in_working_days(due: date, today: date, words: str) -> None:
    assert words in drawn("{% days_left due today %}", due=due, today=today)


@pytest.mark.parametrize(
    ("due", "words"), [(date(2025, 10, 9), "还剩 10 天"), (date(2025, 9, 27), "已逾期 2 天"), (MONDAY, "今天到期")]
)
def test_a_term_in_calendar_days_is_counted_in_them(due: date, words: str) -> None:
    assert words in drawn('{% days_left due today "calendar-day" %}', due=due, today=MONDAY)


def test_the_units_of_the_command_line_are_understood_too() -> None:
    assert "还剩 10 天" in drawn('{% days_left due today "calendar_day" %}', due=date(2025, 10, 9), today=MONDAY)


def test_a_moment_counts_by_the_day_it_has_in_china() -> None:
    evening = datetime(2025, 9, 28, 17, 0, tzinfo=UTC)  # one o'clock on Monday in China
    assert "今天到期" in drawn("{% days_left due today %}", due=MONDAY, today=evening)


def test_a_due_day_of_the_law_is_understood_as_it_comes() -> None:
    assert "今天到期" in drawn("{% days_left due today %}", due=SimpleNamespace(day=MONDAY), today=MONDAY)


def test_nothing_is_left_where_nothing_is_due() -> None:
    assert drawn("{% days_left due today %}", due=None, today=MONDAY) == ""


def test_being_late_is_said_in_words_and_not_only_in_red() -> None:
    said = drawn("{% days_left due today %}", due=date(2025, 9, 26), today=MONDAY)
    assert "days-late" in said
    assert "已逾期" in said


def test_english_pages_count_in_english() -> None:
    with override("en"):
        assert "1 working day left" in drawn("{% days_left due today %}", due=date(2025, 9, 30), today=MONDAY)
        assert "5 working days left" in drawn("{% days_left due today %}", due=date(2025, 10, 13), today=MONDAY)


def term(value: Any, unit: str = "working-day", status: str = "verified") -> SimpleNamespace:
    return SimpleNamespace(value=value, unit=unit, article=CITED, status=status)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (5, "working-day", "5 个工作日"),
        (30, "calendar-day", "30 天"),
        (24, "hour", "24 小时"),
        (6, "month", "6 个月"),
        (3, "year", "3 年"),
        (5, "percent", "5%"),
        (3, "count", "3"),
        (True, "rule", "是"),
        (False, "rule", "否"),
        ("to_be_set", "working-day", "文本未定"),
        (None, "working-day", "文本未定"),
        (["身份证号", "姓名"], "list", "身份证号、姓名"),
        ({"zh": "及时", "en": "promptly"}, "qualitative", "及时"),
    ],
)
def test_a_term_shows_its_value_with_its_unit_and_article(value: Any, unit: str, words: str) -> None:
    said = drawn("{% term answer %}", answer=term(value, unit))
    assert words in said
    assert CITED.label in said


@pytest.mark.parametrize(("status", "words"), [("unverified", "未核对"), ("promise", "本节点服务承诺")])
def test_a_value_that_is_not_verified_law_says_so(status: str, words: str) -> None:
    assert words in drawn("{% term answer %}", answer=term(5, status=status))


def test_a_term_can_be_named_by_its_key() -> None:
    assert "5 个工作日" in drawn('{% term "sharing.reply" %}', terms={"sharing.reply": term(5)})


def test_silence_of_the_text_is_shown_as_silence() -> None:
    assert "文本没有规定" in drawn('{% term "sharing.reply" %}', terms={})


def test_a_text_in_both_languages_follows_the_page() -> None:
    names = {"zh": "不动产登记", "en": "Land register"}
    assert drawn("{{ names|zh_en }}", names=names) == "不动产登记"
    with override("en"):
        assert drawn("{{ names|zh_en }}", names=names) == "Land register"


def test_a_text_without_english_is_marked_as_chinese_on_english_pages() -> None:
    with override("en"):
        assert drawn("{{ names|zh_en }}", names={"zh": "不动产登记"}) == '<span lang="zh-Hans">不动产登记</span>'
        assert drawn("{{ names|words_of }}", names={"zh": "不动产登记"}) == "不动产登记"


def test_data_is_escaped_in_every_language() -> None:
    for language in ("zh-hans", "en"):
        with override(language):
            assert "<b>" not in drawn("{{ value|data }}", value="<b>公司</b>")
            assert "<b>" not in drawn("{{ value|zh_en }}", value={"zh": "<b>公司</b>"})


def test_a_chart_carries_its_figures_as_a_table_and_as_json() -> None:
    figures = {"labels": ["交通", "</script>"], "series": [{"name": "目录", "values": [3, 4]}]}
    said = drawn('{% chart "domains" figures "按领域" unit="个" %}', figures=figures)
    assert '<th scope="row">交通</th><td class="number">3</td>' in said
    assert 'id="domains-data"' in said
    assert said.count("</script>") == 1


def test_the_pager_keeps_the_other_parts_of_the_address() -> None:
    page = SimpleNamespace(before="b1", after="a1", total=40, capped=False)
    said = drawn("{% pager page %}", "/search?q=医保&after=x", page=page)
    assert "?q=%E5%8C%BB%E4%BF%9D&amp;before=b1" in said
    assert "?q=%E5%8C%BB%E4%BF%9D&amp;after=a1" in said
    assert "共 40 条" in said


def test_a_counted_limit_is_called_more_than() -> None:
    assert "超过 1000 条" in drawn(
        "{% pager page %}", page=SimpleNamespace(before=None, after=None, total=1000, capped=True)
    )


def test_a_single_page_without_a_count_has_no_pager() -> None:
    assert drawn("{% pager page %}", page=SimpleNamespace(before=None, after=None)) == ""


class Asked(Form):
    reason = CharField(label="理由", help_text="写明用途")
    mode = ChoiceField(label="方式", choices=[("file", "文件")], widget=RadioSelect)
    agreed = BooleanField(label="承诺")


def test_a_field_ties_its_help_and_errors_to_the_input() -> None:
    said = drawn("{% field form.reason %}", form=Asked({}))
    assert 'for="id_reason"' in said
    assert 'aria-describedby="id_reason_helptext id_reason_error"' in said
    assert 'id="id_reason_error"' in said
    assert 'aria-invalid="true"' in said


def test_a_required_field_says_so_in_words() -> None:
    assert "必填" in drawn("{% field form.reason %}", form=Asked())


def test_choices_are_grouped_under_their_question() -> None:
    said = drawn("{% field form.mode %}", form=Asked())
    assert "<fieldset" in said
    assert "<legend" in said


def test_the_label_of_a_tick_stands_behind_it() -> None:
    said = drawn("{% field form.agreed %}", form=Asked())
    assert said.index("<input") < said.index("<label")


def test_an_asset_has_a_new_address_when_the_file_changes(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    addresses = set()
    for text in ("a {}", "b {}"):
        (tmp_path / "page.css").write_text(text, encoding="utf-8")
        assets.address.cache_clear()
        addresses.add(drawn('{% asset "page.css" %}'))
    assets.address.cache_clear()
    assert len(addresses) == 2


def test_an_asset_that_does_not_exist_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.css"):
        drawn('{% asset "nothing.css" %}')


def test_of_an_english_sentence_only_the_chinese_names_are_marked_as_chinese() -> None:
    sentence = "Record 4, column “站序” is not an integer"
    with override("en"):
        marked = drawn("{{ said|data }}", said=sentence)
    assert marked == 'Record 4, column “<span lang="zh-Hans">站序</span>” is not an integer'


def test_a_field_and_a_title_that_hold_chinese_are_marked_on_english_pages_only() -> None:
    class Absence(Form):
        name = CharField(initial="不动产登记")
        person = ChoiceField(choices=[("he", "何平")])
        days = IntegerField(initial=90)

    drawing = "{% for each in form %}{% field each %}{% endfor %}<title{{ title|language_of }}>"
    with override("en"):
        said = drawn(drawing, form=Absence(), title="不动产登记 · Gongshu")
    assert [said.count(f'{tag} lang="zh-Hans"') for tag in ("<title", 'id="id_days"')] == [1, 0]
    assert said.count('lang="zh-Hans"') == 3
    assert "lang=" not in drawn(drawing, form=Absence(), title="不动产登记")
