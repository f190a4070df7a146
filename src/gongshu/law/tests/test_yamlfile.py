from datetime import date

import pytest

from gongshu.law import yamlfile
from gongshu.law.errors import LawFileError
from gongshu.law.tests.folders import write

pytestmark = pytest.mark.pure


def read(tmp_path, text):
    return yamlfile.read(write(tmp_path / "x.yaml", text))


def test_a_value_that_is_missing_is_reported_where_its_mapping_begins(tmp_path) -> None:
    with pytest.raises(LawFileError, match=r"x\.yaml:1:1: 'unit' is missing"):
        read(tmp_path, "name: a\n").need("unit")


def test_a_value_of_the_wrong_type_is_shown_with_line_and_column(tmp_path) -> None:
    with pytest.raises(LawFileError, match=r"x\.yaml:2:7: 'unit' is 5; a str is needed"):
        read(tmp_path, "name: a\nunit: 5\n").need("unit")


def test_true_is_not_taken_for_a_number(tmp_path) -> None:
    with pytest.raises(LawFileError, match="a int is needed"):
        read(tmp_path, "days: true\n").need("days", int)


def test_an_absent_value_gives_its_default(tmp_path) -> None:
    section = read(tmp_path, "a: null\n")
    assert section.maybe("a", str, "x") == section.maybe("b", str, "x") == "x"


def test_a_word_outside_the_allowed_ones_is_refused(tmp_path) -> None:
    with pytest.raises(LawFileError, match="'unit' is 'week'; it has to be one of day, month"):
        read(tmp_path, "unit: week\n").choice("unit", ("day", "month"))


def test_a_misspelt_key_is_never_ignored(tmp_path) -> None:
    section = read(tmp_path, "unit: day\nuint: 3\n")
    section.need("unit")
    with pytest.raises(LawFileError, match=r"x\.yaml:2:7: 'uint' is not a key"):
        section.finish()


def test_a_key_given_twice_is_refused(tmp_path) -> None:
    with pytest.raises(LawFileError, match="'a' is given twice"):
        read(tmp_path, "a: 1\na: 2\n")


def test_a_text_that_a_comma_cuts_in_two_is_refused_not_read_as_a_key(tmp_path) -> None:
    with pytest.raises(LawFileError, match=r"x\.yaml:1:20: '不能确定' has no value here; put a text .* in quotes"):
        read(tmp_path, "reason: {zh: 目录未载明,不能确定}\n")
    assert read(tmp_path, 'reason: {zh: "目录未载明,不能确定", en: null}\n')["reason"]["zh"] == "目录未载明,不能确定"


def test_what_is_not_yaml_is_refused_with_its_place(tmp_path) -> None:
    with pytest.raises(LawFileError, match=r"x\.yaml:2:\d+: not YAML"):
        read(tmp_path, "a: 1\n b: [2\n")


def test_a_list_is_not_a_law_file(tmp_path) -> None:
    with pytest.raises(LawFileError, match="has to hold a mapping"):
        read(tmp_path, "- 1\n")
    with pytest.raises(LawFileError, match="a list of cases"):
        yamlfile.read_list(write(tmp_path / "y.yaml", "a: 1\n"))


def test_a_date_that_does_not_exist_is_refused(tmp_path) -> None:
    with pytest.raises(LawFileError, match="'2025-02-30' is not a valid value"):
        read(tmp_path, "day: 2025-02-30\n")


def test_on_and_yes_are_words_and_a_time_of_day_counts_as_its_day(tmp_path) -> None:
    plain = read(tmp_path, "on: yes\nday: 2025-03-01T10:00:00\nlist: [{a: [1]}]\n").plain()
    assert plain == {"on": "yes", "day": date(2025, 3, 1), "list": [{"a": [1]}]}


def test_sections_compare_by_content(tmp_path) -> None:
    section = read(tmp_path, "a: {b: 1}\n")
    assert section == {"a": {"b": 1}}
    assert section == read(tmp_path, "a: {b: 1}\n")
    assert section != 3
    assert "Section" in repr(section)
