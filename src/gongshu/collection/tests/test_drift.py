"""Delivered data that no longer fits its entry starts the provider's clock to bring the entry up to date."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongshu.cases.models import Case
from gongshu.collection.tests.stage import at, publish
from gongshu.jobs.models import Job
from gongshu.jobs.worker import drain

DRIFTED = "不动产单元号,面积,登记日期,权利人证件号,楼层\n" + "".join(
    f"51170200{i:02d},1,2025-09-01,,3\n" for i in range(3)
)


def test_a_column_that_the_entry_does_not_have_starts_the_change_clock_where_a_text_sets_one(
    deliver, entry, huang, cast, settings
):
    publish(entry, huang, cast("chen"))
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/chengdu")
    deliver(DRIFTED)
    drain(at(1))
    case = Case.objects.get(procedure="catalogue-change")
    assert case.facts["change"] == "新增：楼层"


def test_a_draft_has_nothing_published_that_could_be_out_of_date(deliver):
    deliver(DRIFTED)
    drain(at(1))
    assert not Case.objects.filter(procedure="catalogue-change").exists()
    assert Job.objects.get(kind="collection.drift").state == "done"


def test_data_that_fits_starts_nothing(deliver, entry):
    from gongshu.collection.tests.stage import table

    deliver(table(3))
    assert not Job.objects.filter(kind="collection.drift").exists()


@pytest.mark.parametrize("text", ["不动产单元号,面积,登记日期,权利人证件号,隔离原因\n1,1,2025-09-01,,x\n"])
def test_the_columns_of_a_file_of_mended_rows_are_no_drift(deliver, text):
    deliver(text)
    assert not Job.objects.filter(kind="collection.drift").exists()
