"""The basic check of every delivery and the feedback of what it found, as far as the law of the place demands them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.collection import services
from gongshu.collection.models import Check, Feedback
from gongshu.collection.tests.stage import at, table


@pytest.mark.obligation("dazhou-16-1")
def test_every_delivery_is_checked_by_the_operating_institution_and_the_check_is_on_record(deliver):
    delivery = deliver(table(40, bad=1))
    check = Check.objects.get(delivery=delivery)
    assert (check.rows, check.rejected, check.checker.code) == (41, 1, "511700-dsjzx")
    assert check.article["label"] == "达州办法 第十六条第一款"


@pytest.mark.obligation("dazhou-16-2")
def test_problem_data_is_fed_back_to_its_provider_with_records_and_reasons(deliver):
    delivery = deliver(table(40, bad=2))
    feedback = Feedback.objects.get(delivery=delivery, kind="problem_data")
    assert feedback.receiver.code == "511700-zrzyj"
    assert feedback.text["zh"][0].startswith("列“面积”：不是小数，共 2 条（第 41、42 条）。")
    assert AuditEvent.objects.get(event="collection:quality:feedback").law == "达州办法 第十六条第一款"


@pytest.mark.obligation("dazhou-16-2")
def test_abnormal_data_is_fed_back_as_well(deliver):
    deliver(table(10))
    shrunk = deliver(table(3), hours=1)
    feedback = Feedback.objects.get(delivery=shrunk)
    assert (feedback.kind, feedback.text["en"]) == (
        "abnormal_data",
        ["The replacement leaves 3 of 10 records, which is less than half."],
    )


@pytest.mark.obligation("dazhou-16-3")
def test_feedback_comes_with_the_delivery_and_stays_open_until_the_provider_has_rectified(deliver):
    delivery = deliver(table(40, bad=1))
    feedback = Feedback.objects.get(delivery=delivery)
    assert (feedback.at, feedback.time["zh"], feedback.time["label"]) == (
        delivery.started_at,
        "及时",
        "达州办法 第十六条第一款",
    )
    assert (feedback.receiver.code, feedback.rectify["label"], feedback.rectified_at) == (
        "511700-zrzyj",
        "达州办法 第十六条第一款",
        None,
    )
    clean = deliver(table(41), hours=5)
    feedback.refresh_from_db()
    assert feedback.rectified_at == clean.finished_at
    assert AuditEvent.objects.get(event="collection:quality:rectify").law == "达州办法 第十六条第一款"


def test_abnormal_data_that_a_steward_confirms_needs_no_more_rectification(deliver, huang):
    deliver(table(10))
    shrunk = deliver(table(3), hours=1)
    services.approve_publication(shrunk.number, "拆分到两个目录", actor=huang, now=at(2))
    assert Feedback.objects.get(delivery=shrunk).rectified_at == at(2)
    event = AuditEvent.objects.get(event="collection:quality:rectify")
    assert (event.actor_login, json.loads(event.body)["facts"]["confirmed"]) == ("huang", "拆分到两个目录")


def test_a_delivery_without_problems_is_checked_and_nobody_is_told(deliver):
    deliver(table(3))
    assert (Check.objects.count(), Feedback.objects.count()) == (1, 0)


def test_feedback_names_records_and_never_values(deliver):
    delivery = deliver(table(40, bad=1))
    assert "约九十" not in str(Feedback.objects.get(delivery=delivery).text)
    assert "约九十" not in str(delivery.findings)


def test_missing_and_unknown_columns_are_told_as_abnormal(deliver):
    text = "不动产单元号,面积,登记日期,楼层\n" + "".join(f"51170200{i:02d},1,2025-09-01,3\n" for i in range(3))
    delivery = deliver(text)
    assert Feedback.objects.get(delivery=delivery).text["zh"] == [
        "缺少目录中的列：权利人证件号。",
        "目录中没有的列，未入库：楼层。",
    ]


@pytest.mark.obligation("jiangsu-22-2")
def test_in_jiangsu_every_delivery_is_measured_by_completeness_accuracy_and_timeliness(deliver, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/jiangsu")
    deliver(table(40))
    delivery = deliver(table(39, bad=1), hours=20)
    measures = {each["dimension"]: each for each in Check.objects.get(delivery=delivery).measures}
    assert {name: measures[name]["share"] for name in ("completeness", "accuracy", "timeliness")} == {
        "completeness": 1.0,
        "accuracy": 39 / 40,
        "timeliness": 1.0,
    }
    assert measures["accuracy"]["article"]["label"] == "江苏条例 第二十二条第二款"


@pytest.mark.obligation("chengdu-17-1")
def test_in_chengdu_the_check_names_the_dimensions_of_the_text_and_claims_no_truth(deliver, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/chengdu")
    delivery = deliver(table(40, bad=1))
    check = Check.objects.get(delivery=delivery)
    assert [(each["dimension"], each["share"]) for each in check.measures] == [
        ("truthfulness", None),
        ("accuracy", 40 / 41),
        ("completeness", 1.0),
    ]
    assert (check.article, Feedback.objects.count()) == (
        None,
        0,
    )  # the text sets no basic check and no feedback of its own


def ground_of(delivery):
    event = AuditEvent.objects.get(event="collection:delivery:start", subject_id=delivery.number)
    return event.law, json.loads(event.body)["facts"]["basis"]


@pytest.mark.obligation("dazhou-10-1")
def test_in_dazhou_data_comes_together_through_the_citys_platform_and_each_delivery_says_so(deliver):
    assert ground_of(deliver(table(3))) == ("达州办法 第十条第一款", "市级公共数据管理平台")


@pytest.mark.obligation("chengdu-15-8")
def test_in_chengdu_data_is_delivered_by_the_catalogue_only(deliver, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/chengdu")
    with pytest.raises(NoSuchEntry):
        deliver(table(3), to="510100-9999")
    assert ground_of(deliver(table(3))) == ("成都条例 第十五条第四款", "公共数据目录")


@pytest.mark.obligation("jiangsu-22-2")
def test_in_jiangsu_each_delivery_names_the_aggregation_list_it_follows(deliver, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/jiangsu")
    assert ground_of(deliver(table(3))) == ("江苏条例 第二十二条第二款", "公共数据汇聚清单")


@pytest.mark.obligation("hunan-13-5")
def test_under_hunans_draft_a_rehearsal_delivers_by_catalogue_and_need(deliver, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/hunan")
    assert ground_of(deliver(table(3)))[1] == "公共数据目录、应用需求"
