"""Which columns hold data about persons is told from names and values, and numbers that only look like such are left alone."""

import csv
import json
from collections.abc import Sequence

import pytest
from tests.shared import shared

from gongshu.lake.columns import ColumnType
from gongshu.lake.detect.categories import CATEGORIES, LEVELS
from gongshu.lake.detect.detecting import detect
from gongshu.lake.detect.names import SHORT, WORDS
from gongshu.lake.detect.shapes import SHAPES, bank_card, credit_code, id_number, vin

pytestmark = pytest.mark.pure

# A small labelled set of our own: name, values, what they are. None of the numbers was given to anybody.
NAMES = ["王建国", "李秀英", "欧阳明", "张伟", "阿依古丽·买买提", "刘洋", "陈静", "赵磊", "黄敏"]
LABELLED: list[tuple[str, Sequence[str], str | None]] = [
    ("参保人身份证", ["11010519491231002X", "440524188001010014"], "cn_id"),
    ("F3", ["11010519491231002X", "440524188001010014", "11010519491231002X"], "cn_id"),
    ("证件", ["110105********002X", "440524********0014"], "cn_id"),
    ("证件号码", ["110105********002X", "440524********0014"], "cn_id"),
    ("申请人", NAMES, "person_name"),
    ("F1", NAMES, "person_name"),
    ("道路", ["王家路", "李子街", "太原路", "张巷", "人民大道", "建设路", "中山路", "和平街", "东街"], None),
    ("科室", ["内科", "外科", "儿科", "骨科", "眼科", "皮肤科", "急诊科", "康复科", "中医科"], None),
    ("手机", ["13812345678", "无", "+86 15912345678", "138****5678"], "cn_mobile"),
    ("设备序号", ["13812345678", "15912345678", "13612345678"] * 4, None),
    ("订单号", ["238374947472299947", "521101492289348806"], None),
    ("时间戳", ["1718000000", "1718000001"], None),
    ("更新时间戳", ["1718000000123", "1718000000124"], None),
    ("年度", ["2021", "2022"], None),
    ("批准日期", ["2021-01-02", "2022-03-04"], None),
    ("出生年月", ["1990-01-02", "2001-03-04"], "birth"),
    ("缴费卡号", ["6222021001116245702", "6228480402564890018"], "bank_card"),
    ("联系电话", ["0818-2123456", "028-86612345"], "landline"),
    ("社会信用代码", ["91510604MA2705W8XQ"], "uscc"),
    ("用人单位名称", ["达州市第一建筑有限公司", "通川区人民医院"], "org_name"),
    ("办理部门", ["市公安局", "市民政局", "市教育局"], None),
    ("家庭住址", ["四川省达州市通川区朝阳中路12号3单元502室"], "cn_address"),
    ("证书编号", ["川(2020)达州市不动产权第0001号"], None),
    ("护照", ["E12345678", "G98765432"], "passport"),
    ("医保卡号", ["A12345678", "C87654321"], "social_card"),
    ("车牌", ["川S12345", "川SD12345"], "cn_plate"),
    ("主要诊断", ["J18.9 肺炎", "I10 原发性高血压"], "diagnosis"),
    ("visit", ["V0000001", "V0000002"], None),
    ("位置", ["107.50, 31.21", "107.51, 31.22"], "lonlat"),
    ("经度", ["107.50", "107.51"], "lonlat"),
    ("月工资", ["5200", "6100.50"], "income"),
    ("民族", ["汉族", "土家族"], "ethnic"),
    ("性别代码", ["1", "2"], "sex"),
    ("户类型", ["1", "2"], None),
    ("登录地址", ["10.0.0.1", "192.168.3.4"], "ip"),
    ("人脸特征值", ["AAECAwQF"], "biometric"),
    ("港澳居民来往内地通行证号", ["H12345678"], "hk_macao_permit"),
    ("外国人永久居留证号", ["FRA110077010190"], "foreigner_permit"),
    ("出行轨迹", ["A-B-C"], "track"),
    ("微信号", ["wx_12345"], "account"),
    ("邮政编码", ["635000", "610000"], None),
    ("行政区划代码", ["511702", "511703"], None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "category"), LABELLED)
def test_a_column_is_known_by_its_name_and_its_values(name: str, values: Sequence[str], category: str | None) -> None:
    assert detect(name, values).category == category


@pytest.mark.parametrize(
    ("name", "category"),
    [("身份证号", "cn_id"), ("SFZH", "cn_id"), ("NFSFZH", "cn_id"), ("AAC003", "person_name"), ("patient_id_no", "cn_id"), ("虹膜编码", "biometric"),
     ("监护人姓名", "person_name"), ("银行账号", "bank_card"), ("序号", None), ("年度", None), ("行政区划代码", None)],
)  # fmt: skip
def test_a_name_tells_enough_without_a_single_row(name: str, category: str | None) -> None:
    assert detect(name).category == category


def test_a_comment_tells_what_an_obscure_name_does_not() -> None:
    assert detect("F17").category is None
    assert detect("F17", comment="监护人身份证号码").category == "cn_id"


def test_what_the_values_say_is_stronger_than_a_name_that_they_contradict() -> None:
    assert detect("联系电话", ["028-86612345", "0818-2345678"]).category == "landline"
    assert detect("身份证号", ["甲", "乙", "丙"]).category is None


def test_sensitive_personal_information_never_stands_below_the_fourth_level_nor_other_below_the_second() -> None:
    least = {"none": 0, "personal": 1, "sensitive": 3}
    assert all(LEVELS.index(each.level) >= least[each.sensitivity] for each in CATEGORIES.values())
    assert (detect("学生姓名", NAMES).level, detect("姓名", NAMES).level) == ("general-4", "general-2")


def test_every_word_and_every_form_belongs_to_a_category_that_there_is() -> None:
    assert {*SHORT.values(), *SHAPES, *(name for name, _ in WORDS)} <= CATEGORIES.keys()


def test_confidence_says_whether_name_and_values_agree() -> None:
    both, name_only, values_only = (
        detect("身份证号", ["11010519491231002X"]), detect("身份证号"), detect("F3", ["11010519491231002X"]),
    )  # fmt: skip
    assert both.confidence > values_only.confidence
    assert both.confidence > name_only.confidence
    assert detect("金额", ["1.5"], kind=ColumnType.DECIMAL).category is None


@pytest.mark.parametrize(
    ("valid", "right", "wrong"),
    [(id_number, "11010519491231002X", "110105194912310021"), (id_number, "440524188001010014", "440524188002300014"),
     (id_number, "11010519491231002X", "110105209912310010"),  # a day of birth that has not come
     (credit_code, "91510604MA2705W8XQ", "91510604MA2705W8XR"), (bank_card, "6222021001116245702", "6222021001116245703"),
     (vin, "LSVAL41Z882104202", "LSVAL41Z982104202")],
)  # fmt: skip
def test_check_digits_are_looked_at(valid, right: str, wrong: str) -> None:
    assert (valid(right), valid(wrong)) == (True, False)


def test_on_the_labelled_tables_f1_is_095_at_least() -> None:
    labels = json.loads(shared("pii/cn_columns/labels.json").read_text(encoding="utf-8"))
    right = wrong = missed = 0
    for table in labels["tables"]:
        with shared(f"pii/cn_columns/{table['file']}").open(encoding=table["encoding"], newline="") as file:
            rows = list(csv.DictReader(file))
        for column in table["columns"]:
            truth = None if column["semantic"].startswith("none") else column["semantic"]
            found = detect(column["header"], list(dict.fromkeys(row[column["header"]] for row in rows))[:300]).category
            right += truth is not None and found == truth
            wrong += found is not None and found != truth
            missed += truth is not None and found != truth
    assert 2 * right / (2 * right + wrong + missed) >= 0.95


def test_single_numbers_get_the_verdict_of_their_check_digit() -> None:
    tests = {"cn_id": id_number, "cn_id15": id_number, "uscc": credit_code, "bank_card": bank_card}
    with shared("pii/cn_values_A.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert tests[row["type"]](row["value"]) == (row["valid"] == "1"), row
