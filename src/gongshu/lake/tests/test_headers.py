"""The header of a table is found wherever an office puts it."""

import pytest

from gongshu.lake.headers import find_header, plain, unique

pytestmark = pytest.mark.pure
DATA = [["锦江区", "19823", "2024-01-02"], ["青羊区", "70952", "2024-01-03"]]


def test_the_first_row_of_words_over_numbers_is_the_header() -> None:
    found = find_header([["地区", "企业数", "日期"], *DATA])
    assert (found.preamble_rows, found.header_rows, found.names) == (0, 1, ("地区", "企业数", "日期"))


def test_titles_and_units_above_the_header_are_preamble() -> None:
    found = find_header([["表1 主要指标", "", ""], ["", "单位：", "万元"], ["地区", "企业数", "日期"], *DATA])
    assert (found.preamble_rows, found.header_rows) == (2, 1)


def test_a_header_of_two_levels_gives_joined_names() -> None:
    rows = [["", "2022年", ""], ["地区", "企业数", "人数"], ["锦江区", "1", "2"]]
    found = find_header(rows)
    assert (found.preamble_rows, found.header_rows, found.names) == (
        0,
        2,
        ("地区", "2022年/企业数", "2022年/人数"),
    ) or found.preamble_rows == 1


def test_groups_stand_over_the_columns_to_their_right() -> None:
    rows = [["", "2022年", "", "2023年", ""], ["地区", "企业", "人", "企业", "人"], ["锦江区", "1", "2", "3", "4"]]
    found = find_header(rows)
    assert found.names == ("地区", "2022年/企业", "2022年/人", "2023年/企业", "2023年/人")
    assert found.header_rows == 2


def test_one_label_over_all_groups_is_left_out_of_the_names() -> None:
    rows = [
        ["地区", "主要指标", "", "", ""],
        ["地区", "2022年", "", "2023年", ""],
        ["地区", "企业", "人", "企业", "人"],
        ["锦江区", "1", "2", "3", "4"],
    ]
    assert find_header(rows).names == ("地区", "2022年/企业", "2022年/人", "2023年/企业", "2023年/人")


def test_a_table_that_begins_with_data_has_no_header() -> None:
    found = find_header([["1", "张三"], ["2", "李四"], ["3", "王五"]])
    assert (found.header_rows, found.names) == (0, ("列1", "列2"))


def test_a_value_like_all_below_it_is_no_header() -> None:
    names = ["汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族", "满族"]
    assert find_header([[name] for name in names]).header_rows == 0


def test_years_as_column_names_are_a_header_beside_a_word() -> None:
    assert find_header([["地区", "2022", "2023"], ["锦江区", "1", "2"]]).header_rows == 1


def test_declared_names_find_the_header_whatever_it_looks_like() -> None:
    found = find_header([["1", "2"], ["编 号", "姓名*"], ["3", "张三"]], ["编号", "姓名"])
    assert (found.preamble_rows, found.header_rows) == (1, 1)


def test_records_wider_than_a_declared_header_do_not_widen_it() -> None:
    rows = [["编号", "姓名"], ["1", "张", "三"], ["2", "李", "四"]]
    assert find_header(rows, ["编号", "姓名"]).names == ("编号", "姓名")
    assert find_header(rows).names == ("编号", "姓名", "列3")


def test_a_lone_header_is_a_header() -> None:
    assert find_header([["编号", "姓名"]]).header_rows == 1


def test_blank_and_repeated_names_are_told_apart() -> None:
    assert unique(["备注", "", "备注", "备注_2"]) == ["备注", "列2", "备注_2", "备注_2_2"]


def test_names_are_compared_without_spaces_stars_and_case() -> None:
    assert plain(" 联系\n电话 *") == plain("联系电话")
    assert plain("CityCode") == plain("citycode")


def test_a_header_with_nameless_columns_is_a_header_and_no_title() -> None:
    found = find_header([["编号", "", "名称", ""], ["001", "x", "甲", "1"], ["002", "y", "乙", "2"]])
    assert (found.preamble_rows, found.header_rows, found.names) == (0, 1, ("编号", "列2", "名称", "列4"))


def test_a_title_over_numbers_is_not_taken_for_a_header_with_nameless_columns() -> None:
    found = find_header([["单位:万元", "", "2024年", ""], ["001", "1", "2", "3"], ["002", "2", "3", "4"]])
    assert (found.preamble_rows, found.header_rows) == (1, 0)
