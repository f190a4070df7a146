"""Delivered data that no longer fits its entry starts the provider's clock to bring the entry up to date."""

from __future__ import annotations

from datetime import date

import pytest
from tests.proof import obligation

from gongshu.catalogue import services
from gongshu.catalogue.errors import NoSuchEntry, NotYet
from gongshu.catalogue.tests.stage import NOW, complete, publish, settle

COLUMNS = ["unit_no", "坐落", "REGISTERED_ON"]


@pytest.fixture
def chengdu(db, node, place):
    place("cn/sichuan/chengdu")
    huang, chen = map(settle(), ("huang", "chen"))
    basis = dict.fromkeys(("authority", "purpose", "scope", "method", "format", "process"), "x")
    said = complete(provider=huang.body, collection=basis, collection_method="direct")
    return publish(services.add(said, actor=huang, now=NOW), huang, chen)


@obligation("chengdu-14-3")
def test_in_chengdu_the_provider_has_ten_working_days(chengdu):
    case = services.notice_drift(chengdu.number, ["unit_no", "坐落", "owner"], now=NOW)
    assert case.facts["change"] == "新增：owner；缺少：registered_on"
    clock = case.clocks.get()
    assert (clock.due, clock.owed_by) == (date(2025, 10, 20), chengdu.provider)


def test_columns_that_fit_by_code_or_name_start_nothing(chengdu):
    assert services.notice_drift(chengdu.number, COLUMNS, now=NOW) is None


def test_an_open_duty_is_not_opened_again(chengdu):
    assert services.notice_drift(chengdu.number, ["unit_no"], now=NOW) is not None
    assert services.notice_drift(chengdu.number, ["unit_no"], now=NOW) is None


def test_where_no_text_sets_the_duty_nothing_starts(db, node, place):
    place("cn/shanxi/taiyuan")
    huang, chen = map(settle(), ("huang", "chen"))
    entry = publish(services.add(complete(provider=huang.body), actor=huang, now=NOW), huang, chen)
    assert services.notice_drift(entry.number, ["unit_no"], now=NOW) is None


def test_a_draft_cannot_drift(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    with pytest.raises(NotYet):
        services.notice_drift(entry.number, ["unit_no"], now=NOW)
    with pytest.raises(NoSuchEntry):
        services.notice_drift("511700-9999", ["unit_no"], now=NOW)
