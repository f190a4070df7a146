"""What is left of a value under a mask, the same in SQL and in Python."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.lake.errors import MaskUnknown
from gongshu.lake.mask import Mask, kind_of, mask_for, mask_sql, masked

pytestmark = pytest.mark.pure
CONNECTION = duckdb.connect()


def by_sql(kind: Mask, value: str | None) -> object:
    return CONNECTION.execute(f"SELECT {mask_sql(kind, 'c')} FROM (SELECT ?::VARCHAR AS c)", [value]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("kind", "value", "left"),
    [
        (Mask.NAME, "张三丰", "张**"),
        (Mask.NAME, "李", "李"),
        (Mask.ID_NUMBER, "511702199001011234", "511702********1234"),
        (Mask.ID_NUMBER, "5117", "****"),
        (Mask.PHONE, "13812345678", "138****5678"),
        (Mask.BANK_CARD, "6222025089444945974", "6222***********5974"),
        (Mask.EMAIL, "zhang@example.org", "z***@example.org"),
        (Mask.EMAIL, "nobody", "******"),
        (Mask.DATE, "1990-01-01", "1990"),
        (Mask.HIDDEN, "任何值", "***"),
        (Mask.NONE, "通川区", "通川区"),
        (Mask.ADDRESS, "四川省达州市通川区某街1号", "四川省达州市通川区"),
        (Mask.ADDRESS, "达州市渠县天星街道2号", "达州市渠县"),
        (Mask.ADDRESS, "北京市海淀区北西环西路66号", "北京市海淀区"),
        (Mask.ADDRESS, "内蒙古自治区呼和浩特市新城区某街", "内蒙古自治区呼和浩特市新城区"),
        (Mask.ADDRESS, "江苏省镇江市丹徒区某路", "江苏省镇江市丹徒区"),
        (Mask.ADDRESS, "四川省内江市市中区某路", "四川省内江市市中区"),
        (Mask.ADDRESS, "四川省阿坝藏族羌族自治州汶川县某镇", "四川省阿坝藏族羌族自治州汶川县"),
        (Mask.ADDRESS, "渠县城市花园2栋", "渠县"),
        (Mask.ADDRESS, "某街1号城市花园", "***"),
    ],
)
def test_each_kind_leaves_what_its_rule_says(kind: Mask, value: str, left: str) -> None:
    assert masked(kind, value) == left
    assert by_sql(kind, value) == left


@pytest.mark.parametrize("kind", list(Mask))
def test_an_empty_value_stays_empty(kind: Mask) -> None:
    assert masked(kind, None) is None
    assert by_sql(kind, None) is None


@given(
    st.sampled_from(list(Mask)), st.text(alphabet=st.sampled_from("四川省达州市通川区县旗自治盟街1号@.a "), max_size=24)
)
def test_sql_and_python_mask_alike(kind: Mask, value: str) -> None:
    assert by_sql(kind, value) == masked(kind, value)


@given(
    st.sampled_from([Mask.NAME, Mask.ID_NUMBER, Mask.PHONE, Mask.BANK_CARD]),
    st.text(alphabet="0123456789张王", min_size=2, max_size=20),
)
def test_a_mask_never_gives_the_whole_value_away(kind: Mask, value: str) -> None:
    assert masked(kind, value) != value


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("身份证号", Mask.ID_NUMBER), ("法定代表人姓名", Mask.NAME), ("联系电话", Mask.PHONE), ("家庭住址", Mask.ADDRESS),
        ("银行账号", Mask.BANK_CARD), ("电子邮箱", Mask.EMAIL), ("出生日期", Mask.DATE), ("企业名称", Mask.NONE),
    ],
)  # fmt: skip
def test_the_name_of_an_item_suggests_its_rule(name: str, kind: Mask) -> None:
    assert kind_of(name) is kind


@pytest.mark.parametrize(
    ("kind", "level", "chosen"),
    [
        ("name", 1, Mask.NONE), ("name", None, Mask.NONE), ("name", 2, Mask.NAME), ("name", 4, Mask.NAME), ("none", 2, Mask.NONE),
        ("none", 3, Mask.HIDDEN), ("none", "important", Mask.HIDDEN), ("phone", "core", Mask.PHONE),
    ],
)  # fmt: skip
def test_the_level_decides_whether_the_rule_applies(kind: str, level: int | str | None, chosen: Mask) -> None:
    assert mask_for(kind, level) is chosen


def test_an_unknown_rule_is_refused_by_name() -> None:
    with pytest.raises(MaskUnknown, match="'half'; there are none, name"):
        mask_for("half", 3)
