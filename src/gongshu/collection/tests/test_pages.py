"""Pages and API of collection: upload, delivery, rows to mend, snapshots, overview; usable without JavaScript."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongshu.collection import spool
from gongshu.collection.models import Delivery, FileKey
from gongshu.collection.tests.stage import HEADER, NOW, at, describe, publish, table
from gongshu.jobs import worker
from gongshu.people.models import Account


@pytest.fixture
def sign_in(cast):
    def enter(login, **more):
        client = Client(**more)
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def upload(client, entry, content, name="登记.csv", **more):
    file = SimpleUploadedFile(name, content.encode())
    return client.post(f"/catalogue/{entry.number}/deliver", {"file": file, "mode": "", "mends": "", **more})


def test_the_upload_page_says_which_columns_the_entry_expects(sign_in, entry):
    page = text(sign_in("huang").get(f"/catalogue/{entry.number}/deliver"))
    assert "目录规定的列" in page
    assert "<code>owner_id</code>" in page
    assert 'class="upload sheet"' in page


def test_an_upload_is_taken_at_once_and_read_by_the_worker(sign_in, entry):
    client = sign_in("huang")
    answer = upload(client, entry, table(3))
    delivery = Delivery.objects.get()
    assert (answer.status_code, answer["Location"], delivery.state) == (
        302,
        f"/deliveries/{delivery.number}",
        "writing",
    )
    page = text(client.get(answer["Location"]))
    assert '<meta http-equiv="refresh" content="3">' in page  # without scripts the page asks again by itself
    assert f'hx-get="/deliveries/{delivery.number}/progress"' in page
    worker.drain(at(24 * 365 * 2))
    delivery.refresh_from_db()
    assert (delivery.state, spool.path_of(delivery.number).exists()) == ("published", False)
    assert client.get(f"/deliveries/{delivery.number}/progress")["HX-Refresh"] == "true"


def test_an_upload_needs_the_forms_token(sign_in, entry):
    client = sign_in("huang", enforce_csrf_checks=True)
    assert upload(client, entry, table(3)).status_code == 403
    assert not Delivery.objects.exists()


def test_the_same_file_uploaded_again_leaves_nothing_in_the_spool(sign_in, entry, deliver, node):
    first = deliver(table(3))
    answer = upload(sign_in("huang"), entry, table(3))
    assert answer["Location"] == f"/deliveries/{first.number}"
    assert (list(node.spool.glob("*.delivery")), FileKey.objects.exclude(delivery=first.number).count()) == ([], 0)


def test_only_the_provider_gets_the_upload_page(sign_in, entry, huang, cast):
    publish(entry, huang, cast("chen"))
    assert sign_in("liu").get(f"/catalogue/{entry.number}/deliver").status_code == 403
    assert upload(sign_in("liu"), entry, table(3)).status_code == 403
    assert Client().get(f"/catalogue/{entry.number}/deliver").status_code == 302


def test_an_upload_while_another_is_written_says_to_wait(sign_in, entry):
    upload(sign_in("huang"), entry, table(3))
    page = text(upload(sign_in("huang"), entry, table(4)), 409)
    assert "正在接收另一次投送" in page
    assert "请待其完成后再投送" in page


def test_the_delivery_page_says_in_plain_words_what_is_wrong_and_where(sign_in, deliver):
    delivery = deliver(table(40, bad=2))
    page = text(sign_in("huang").get(f"/deliveries/{delivery.number}"))
    for words in ("不是小数", "41、42", "约九十", "达州办法 第十六条第一款", "问题数据", "待整改", "下载待修正记录"):
        assert words in page


def test_the_platforms_engineer_sees_what_is_wrong_but_not_the_rows(sign_in, deliver):
    delivery = deliver(table(40, bad=2))
    page = text(sign_in("zhou").get(f"/deliveries/{delivery.number}"))
    assert "41、42" in page
    assert "约九十" not in page
    assert sign_in("zhou").get(f"/deliveries/{delivery.number}/to-mend.csv").status_code == 403
    assert sign_in("zhou").get(f"/api/v1/deliveries/{delivery.number}/quarantine").status_code == 403


def test_another_body_does_not_see_a_delivery(sign_in, deliver):
    delivery = deliver(table(40, bad=2))
    for address in (
        f"/deliveries/{delivery.number}",
        f"/deliveries/{delivery.number}.json",
        f"/api/v1/deliveries/{delivery.number}",
    ):
        assert sign_in("liu").get(address).status_code == 404
    assert sign_in("liu").get("/deliveries.json").json() == {"deliveries": []}
    assert Client().get("/deliveries.json").json() == {"deliveries": []}


def test_rows_to_mend_are_handed_out_and_come_back_through_the_page(sign_in, entry, deliver):
    client, first = sign_in("huang"), deliver(table(40, bad=1))
    answer = client.get(f"/deliveries/{first.number}/to-mend.csv")
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert "补送修正后的记录" in text(client.get(f"/catalogue/{entry.number}/deliver", {"mends": first.number}))
    out = io.StringIO()
    writer = csv.DictWriter(out, row)
    writer.writeheader()
    writer.writerow({**row, "面积": "90"})
    upload(client, entry, out.getvalue(), "补.csv", mends=first.number)
    worker.drain(at(24 * 365 * 2))
    assert entry.resources.get().snapshot.rows == 41
    assert "已整改" in text(client.get(f"/deliveries/{first.number}"))


def test_a_steward_releases_or_returns_on_the_page(sign_in, entry, deliver):
    waiting = deliver(table(9, bad=1))
    client = sign_in("huang")
    assert "10.0%" in text(client.get(f"/deliveries/{waiting.number}"))
    assert "放行并发布" not in text(sign_in("wu").get(f"/deliveries/{waiting.number}"))
    client.post(f"/deliveries/{waiting.number}/decide", {"choice": "approve", "reason": "已核实"})
    assert entry.resources.get().snapshot == waiting.snapshot
    second = deliver(table(8, bad=2), hours=1)
    client.post(f"/deliveries/{second.number}/decide", {"choice": "refuse", "reason": "单位有误"})
    second.refresh_from_db()
    assert (second.state, second.decision) == ("refused", "单位有误")


def test_snapshots_are_listed_compared_and_restored(sign_in, entry, deliver):
    first, second = deliver(table(3)), deliver(table(5), hours=1)
    client = sign_in("huang")
    page = text(client.get(f"/catalogue/{entry.number}/snapshots"))
    assert page.index(second.snapshot.number) < page.index(first.snapshot.number)
    query = {"old": first.snapshot.number, "new": second.snapshot.number}
    assert "新增记录" in text(client.get(f"/catalogue/{entry.number}/snapshots/compare", query))
    found = client.get(f"/api/v1/entries/{entry.number}/snapshots/diff", query).json()
    assert (found["added"], found["removed"], found["changed"], found["key"]) == (2, 0, 0, ["unit_no"])
    client.post(f"/catalogue/{entry.number}/snapshots/restore", {"snapshot": first.snapshot.number})
    listed = client.get(f"/catalogue/{entry.number}/snapshots.json").json()["snapshots"]
    assert [(each["snapshot"], each["rows"], each["published"]) for each in listed] == [
        (second.snapshot.number, 5, False),
        (first.snapshot.number, 3, True),
    ]


def test_others_see_no_snapshot_before_entry_and_resource_are_reviewed(sign_in, entry, deliver, huang, cast):
    deliver(table(3))
    assert sign_in("liu").get(f"/api/v1/entries/{entry.number}/snapshots").status_code == 404
    publish(entry, huang, cast("chen"))
    assert sign_in("liu").get(f"/api/v1/entries/{entry.number}/snapshots").json()["snapshots"] == []


def test_the_sample_is_masked_and_shown_only_where_no_application_is_needed(sign_in, entry, huang, cast, deliver):
    from gongshu.catalogue.tests.stage import hook

    deliver(table(3, person="511702199003077737"))
    publish(entry, huang, cast("chen"))
    hook(entry, huang, cast("chen"))
    for login in ("huang", "liu"):  # the provider, and a public body: sharing is unconditional
        page = text(sign_in(login).get(f"/catalogue/{entry.number}", {"tab": "sample"}))
        assert "511702********7737" in page
        assert "511702199003077737" not in page
    public = text(Client().get(f"/catalogue/{entry.number}", {"tab": "sample"}))  # opening is conditional
    assert "511702********7737" not in public


def test_the_provider_finds_its_deliveries_on_the_page_of_the_data_set(sign_in, entry, deliver, huang, cast):
    first = deliver(table(3))
    publish(entry, huang, cast("chen"))
    page = text(sign_in("huang").get(f"/catalogue/{entry.number}", {"tab": "deliveries"}))
    assert f"/deliveries/{first.number}" in page
    assert f"/catalogue/{entry.number}/deliver" in page
    assert first.number not in text(sign_in("liu").get(f"/catalogue/{entry.number}", {"tab": "deliveries"}))


def test_the_overview_counts_by_state_and_shows_open_feedback(sign_in, deliver):
    deliver(table(40, bad=2))
    deliver(table(9, bad=1), hours=1)
    page = text(sign_in("zhou").get("/deliveries"))
    assert "待整改的质量问题" in page
    assert '待专员核定 <span class="count">1</span>' in page
    assert len(sign_in("zhou").get("/deliveries.json", {"state": "waiting"}).json()["deliveries"]) == 1


def test_a_list_longer_than_a_page_goes_on_by_cursor(sign_in, deliver):
    first = deliver(table(3))
    row = Delivery.objects.get()
    for i in range(60):
        Delivery.objects.create(
            number=f"d{i:03d}", resource=row.resource, mode="replace", state="failed", actor_login="huang", actor_via="cli",
            file_name=f"{i}.csv", size=1, digest="x", started_at=at(-1), finished_at=NOW,
        )  # fmt: skip
    client = sign_in("huang")
    page = text(client.get("/deliveries"))
    assert first.file_name in page
    after = page.split("?before=")[1].split('"')[0]
    rest = text(client.get("/deliveries", {"before": after}))
    assert {f"{i}.csv" for i in range(60) if f">{i}.csv<" in page or f">{i}.csv<" in rest} == {
        f"{i}.csv" for i in range(60)
    }
    assert first.number not in rest


def test_found_columns_are_taken_over_from_the_page(sign_in, deliver, huang):
    bare = describe(huang, title="窗口叫号记录", items=[])
    delivery = deliver("窗口,等候分钟\n01,7\n02,12\n", to=bare.number)
    client = sign_in("huang")
    assert "写入目录草稿" in text(client.get(f"/deliveries/{delivery.number}"))
    said = {f"type:{delivery.columns[1]['code']}": "decimal"}
    assert client.post(f"/deliveries/{delivery.number}/items", said)["Location"] == f"/catalogue/{bare.number}/edit"
    assert list(bare.draft.items.values_list("type", flat=True)) == ["text", "decimal"]


def test_the_api_takes_a_file_and_answers_what_the_command_answers(sign_in, entry):
    client = sign_in("huang")
    answer = client.post(
        f"/api/v1/entries/{entry.number}/deliveries", {"file": SimpleUploadedFile("登记.csv", table(2).encode())}
    )
    assert (answer.status_code, answer.json()["state"]) == (202, "writing")
    worker.drain(at(24 * 365 * 2))
    said = client.get(f"/api/v1/deliveries/{answer.json()['delivery']}").json()
    keys = ("entry", "published", "duplicate", "rows_read", "rows_accepted", "rows_rejected")
    assert [said[key] for key in keys] == [entry.number, True, False, 2, 2, 0]
    assert client.post(f"/api/v1/entries/{entry.number}/deliveries", {}).status_code == 422


def test_the_failed_delivery_page_says_why_and_what_to_do(sign_in, entry, deliver):
    from gongshu.collection.errors import DeliveryRefused

    with pytest.raises(DeliveryRefused):
        deliver("")
    page = text(sign_in("huang").get(f"/deliveries/{Delivery.objects.get().number}"))
    assert "为空（0 字节）" in page
    assert "请投送带表头且至少有一条记录的文件" in page


def test_a_raw_cell_is_shown_as_text_and_not_as_markup(sign_in, deliver):
    delivery = deliver(table(40) + "1,<script>alert(1)</script>,2025-09-01,\n")
    page = text(sign_in("huang").get(f"/deliveries/{delivery.number}"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_english_pages_say_the_reasons_in_english(sign_in, deliver):
    delivery = deliver(table(40, bad=1))
    client = sign_in("huang")
    client.cookies["django_language"] = "en"
    page = text(client.get(f"/deliveries/{delivery.number}"))
    assert "Not a decimal" in page
    assert "What is wrong" in page


def test_the_services_answer_to_the_pages_rights(deliver, cast, entry):
    from gongshu.collection.queries import watched
    from gongshu.people import Refused

    deliver(HEADER + table(1).split("\n")[1] + "\n")
    assert watched(cast("zhou")).count() == 1
    with pytest.raises(Refused, match="engineers of the operating institution"):
        watched(cast("liu"))


def test_a_file_resource_takes_any_upload_and_its_pages_name_it(sign_in, huang):
    entry = describe(huang, title="编码指南", items=[], resources=[{"kind": "file"}])
    client = sign_in("huang")
    form = text(client.get(f"/catalogue/{entry.number}/deliver"))
    assert ("accept=" in form, "目录尚未登记信息项" in form) == (False, False)
    assert ("任何文件均可" in form, "按主键更新" in form) == (True, False)
    upload(client, entry, "%PDF-1.7", name="指南.pdf")
    worker.drain(at(24 * 365 * 2))
    delivery = Delivery.objects.get()
    assert (delivery.state, spool.path_of(delivery.number).exists()) == ("published", False)
    page = text(client.get(f"/deliveries/{delivery.number}"))
    assert ("文件已原样保存。" in page, "读取记录" in page) == (True, False)
    assert '<td data-label="合格" class="number">—</td>' in text(client.get("/deliveries"))
    for tab in ("items", "sample"):
        assert "查看文件" in text(client.get(f"/catalogue/{entry.number}?tab={tab}"))
    for address in (f"/catalogue/{entry.number}/snapshots", f"/catalogue/{entry.number}?tab=resources"):
        assert "指南.pdf" in text(client.get(address))


def test_of_a_table_and_files_the_page_lets_the_provider_choose(sign_in, huang):
    entry = describe(huang, title="宗地登记信息", resources=[{"kind": "table"}, {"kind": "file", "title": "说明"}])
    client = sign_in("huang")
    assert 'name="resource"' in text(client.get(f"/catalogue/{entry.number}/deliver"))
    unclear = text(upload(client, entry, "%PDF-1.7", name="说明.pdf"), 422)
    assert f"请写明资源：{entry.number}-1（库表）、{entry.number}-2（文件）" in unclear
    assert not FileKey.objects.exists()
    upload(client, entry, "%PDF-1.7", name="说明.pdf", resource=f"{entry.number}-2")
    assert Delivery.objects.get().resource.kind == "file"


def test_the_comparison_of_files_names_them(sign_in, huang):
    entry = describe(huang, title="编码指南", items=[], resources=[{"kind": "file"}])
    client = sign_in("huang")
    for name in ("甲.pdf", "乙.txt"):
        upload(client, entry, name, name=name)
        worker.drain(at(24 * 365 * 2))
    number = f"{entry.number}-1"
    page = text(client.get(f"/catalogue/{entry.number}/snapshots/compare?old={number}.1&new={number}.2"))
    assert ("新增文件" in page, "减少文件" in page, "新增记录" in page) == (True, True, False)
