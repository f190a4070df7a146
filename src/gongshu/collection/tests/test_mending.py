"""Rejected rows go out to be mended and come back against their quarantine."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import Workbook

from gongshu.collection import mending, services
from gongshu.collection.errors import MendUnfit, NoSuchDelivery
from gongshu.collection.models import Feedback, Mend
from gongshu.collection.tests.stage import HEADER, NOW, line, table


def rows_of(delivery):
    text = "".join(mending.to_mend(delivery)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def as_file(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_rows_to_mend_have_the_columns_of_the_file_their_record_and_the_reasons(deliver):
    [row] = rows_of(deliver(table(40, bad=1)))
    assert (row["隔离记录号"], row["面积"], row["不动产单元号"]) == ("41", "约九十", "511702001000041")
    assert "第 41 条记录" in row["隔离原因"]
    assert "“约九十”不是规定的小数" in row["隔离原因"]
    assert row["隔离原文"] == "511702001000041,约九十,2025-09-01,"


def test_mended_rows_are_added_and_close_the_quarantine(deliver, entry):
    first = deliver(table(40, bad=2))
    rows = [{**row, "面积": "90"} for row in rows_of(first)]
    mended = deliver(as_file(rows), name="补.csv", mends=first.number, hours=1)
    assert (mended.state, mended.rows_accepted, mended.snapshot.rows) == ("published", 2, 42)
    assert list(Mend.objects.values_list("delivery", "record", "by")) == [
        (first.number, 41, mended.number),
        (first.number, 42, mended.number),
    ]
    assert rows_of(first) == []
    assert Feedback.objects.get(delivery=first).rectified_at == mended.finished_at


def test_a_row_that_is_still_bad_stays_in_quarantine(deliver):
    first = deliver(table(40, bad=2))
    rows = rows_of(first)
    rows[0]["面积"] = "90"
    mended = deliver(as_file(rows), name="补.csv", mends=first.number, hours=1)
    assert (mended.rows_accepted, mended.rows_rejected, mended.snapshot.rows) == (1, 1, 41)
    assert [row["隔离记录号"] for row in rows_of(first)] == ["42"]
    assert Feedback.objects.get(delivery=first).rectified_at is None


def test_a_record_is_mended_once(deliver):
    first = deliver(table(40, bad=1))
    rows = [{**row, "面积": "90"} for row in rows_of(first)]
    deliver(as_file(rows), mends=first.number, hours=1)
    with pytest.raises(MendUnfit, match="stand twice: 41"):
        deliver(as_file([{**rows[0], "面积": "91"}]), mends=first.number, hours=2)


def test_a_record_that_was_never_rejected_is_no_mend(deliver, entry):
    first = deliver(table(40, bad=1))
    [row] = rows_of(first)
    with pytest.raises(MendUnfit, match="do not wait to be mended"):
        deliver(as_file([{**row, "面积": "90", "隔离记录号": "7"}]), mends=first.number, hours=1)
    assert entry.resources.get().snapshot.rows == 40


def test_a_mended_file_without_record_numbers_is_refused(deliver):
    first = deliver(table(40, bad=1))
    with pytest.raises(MendUnfit, match="lacks the column '隔离记录号'"):
        deliver(HEADER + line(41), mends=first.number, hours=1)


def test_what_a_later_delivery_has_replaced_is_not_mended(deliver):
    first = deliver(table(40, bad=1))
    deliver(table(50), hours=1)
    with pytest.raises(MendUnfit, match="a later delivery has replaced the table"):
        deliver(table(1), mends=first.number, hours=2)


def test_a_delivery_without_rejected_rows_has_nothing_to_mend(deliver):
    first = deliver(table(3))
    with pytest.raises(MendUnfit, match="has no rejected rows"):
        deliver(table(1), mends=first.number, hours=1)


def test_an_unknown_delivery_cannot_be_mended(deliver):
    with pytest.raises(NoSuchDelivery, match="no delivery 'd404'"):
        deliver(table(1), mends="d404")


def test_a_ragged_row_keeps_its_text_where_its_cells_do_not_fit(deliver):
    delivery = deliver(table(40) + "511702001000999,1\n")
    [row] = rows_of(delivery)
    assert (row["隔离原文"], row["不动产单元号"], row["权利人证件号"]) == ("511702001000999,1", "511702001000999", "")


def test_a_cell_that_a_spreadsheet_would_run_is_handed_back_harmless(deliver):
    delivery = deliver(table(40) + '5117020010099,"=HYPERLINK(""http://x"")",2025-09-01,-5\n')
    [row] = rows_of(delivery)
    assert (row["面积"], row["权利人证件号"]) == ('\'=HYPERLINK("http://x")', "-5")


def test_rows_of_json_lines_are_handed_back_in_columns(deliver):
    good = "".join(f'{{"unit_no": "5117{i:04d}", "area": 1}}\n' for i in range(40))
    delivery = deliver(good + '{"unit_no": "51179999", "area": "约九十"}\n', name="登记.jsonl")
    [row] = rows_of(delivery)
    assert (row["不动产单元号"], row["面积"]) == ("51179999", "约九十")


def test_rows_of_a_workbook_are_handed_back_in_its_columns(deliver, entry, huang, tmp_path):
    book = Workbook()
    for line_ in (table(40, bad=1)).splitlines():
        book.active.append(line_.split(","))
    book.save(tmp_path / "登记.xlsx")
    delivery = services.deliver(entry.number, tmp_path / "登记.xlsx", actor=huang, now=NOW)
    [row] = rows_of(delivery)
    assert (row["隔离记录号"], row["面积"], row["登记日期"]) == ("41", "约九十", "2025-09-01")
