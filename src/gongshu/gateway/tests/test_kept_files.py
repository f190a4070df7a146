"""Files that an entry publishes as they are: taken directly, under a grant, and by nobody else."""

from __future__ import annotations

import pytest

from gongshu.catalogue import services as catalogue
from gongshu.gateway.app import control
from gongshu.gateway.tests.stage import NOW, at, table
from gongshu.grants.errors import NothingToServe, TermsUnfit
from gongshu.grants.models import Grant, Handout
from gongshu.grants.services import hand_out, stop_handout
from gongshu.grants.uses import reading
from gongshu.sharing.services import download_link

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 1000
OPEN = {"sharing": "unconditional", "opening": "unconditional"}
PERSONAL = [{"name": "姓名", "code": "xm", "type": "text", "level": "general-3", "personal": "name"}]


def numbers(get, entry, token=""):
    answer = get(f"{entry.number}/files", token)
    assert answer.status_code == 200, answer.text
    return [each["file"] for each in answer.json()["files"]]


def test_a_body_takes_unconditional_files_as_they_were_delivered_and_each_is_a_use(stage, get, node):
    entry = stage.files(("不动产编码指南.pdf", PDF), sharing="unconditional")
    token = stage.api_token("liu")
    (number,) = numbers(get, entry, token)
    answer = get(f"{entry.number}/files/{number}", token)
    assert (answer.status_code, answer.content == PDF) == (200, True)
    named = "attachment; filename*=UTF-8''%E4%B8%8D%E5%8A%A8%E4%BA%A7%E7%BC%96%E7%A0%81%E6%8C%87%E5%8D%97.pdf"
    assert (answer.headers["content-disposition"], answer.headers["content-type"]) == (named, "application/pdf")
    assert (answer.headers["x-content-type-options"], answer.headers["content-length"]) == ("nosniff", str(len(PDF)))
    use = reading.uses(node.uses, entry=entry.number)[0]
    assert (use.event, use.facts["file"], use.login) == ("sharing:use:download", number, "liu")


def test_anybody_takes_files_that_are_opened_unconditionally_and_nobody_else_what_is_not(stage, get):
    entry = stage.files(("指南.pdf", PDF), **OPEN)
    (number,) = numbers(get, entry)
    assert get(f"{entry.number}/files/{number}").content == PDF
    closed = stage.files(("指南.pdf", PDF), sharing="unconditional", title="内部指南")
    assert get(f"{closed.number}/files").status_code == 403


def test_the_list_tells_name_size_and_digest_and_never_a_key(stage, get):
    entry = stage.files(("甲.txt", b"1"), ("乙.zip", b"22"), **OPEN)
    files = get(f"{entry.number}/files").json()["files"]
    assert [(each["name"], each["size"], each["format"]) for each in files] == [
        ("甲.txt", 1, "TXT"),
        ("乙.zip", 2, "ZIP"),
    ]
    assert all("key" not in each and len(each["digest"]) == 64 for each in files)


def test_a_page_sends_the_browser_to_a_link_for_one_file(stage, get, today):
    entry = stage.files(("指南.pdf", PDF), sharing="unconditional")
    (number,) = numbers(get, entry, stage.api_token("liu"))
    link = download_link(entry.number, f"file:{number}", actor=stage.cast("liu"), now=NOW).removeprefix("/data/")
    assert get(link).content == PDF
    today(at(0.01))
    assert get(link).status_code == 404


def test_a_number_that_is_not_published_is_not_found_whatever_it_is(stage, get):
    entry, other = stage.files(("一.txt", b"1"), **OPEN), stage.files(("二.txt", b"2"), title="他处", **OPEN)
    for number in ("x", "..%2F..%2Fcontrol.sqlite", *numbers(get, other)):
        answer = get(f"{entry.number}/files/{number}")
        assert (answer.status_code, answer.content.find(b"2\n")) == (404, -1), number


def test_rows_and_tables_are_told_to_be_files(stage, get):
    entry = stage.files(("指南.pdf", PDF), **OPEN)
    for path in ("", "/K1", "/download"):
        answer = get(f"{entry.number}{path}")
        assert (answer.status_code, f"/data/{entry.number}/files" in answer.json()["error"]["remedy"]) == (409, True)


def test_a_replaced_or_unhooked_file_is_had_no_more(stage, get, cast):
    entry = stage.files(("一.txt", b"1"), delivery_mode="replace", **OPEN)
    (first,) = numbers(get, entry)
    stage.deliver_file(entry, "二.txt", b"2", now=at(0.0001))
    control.forget()
    (second,) = numbers(get, entry)
    assert (get(f"{entry.number}/files/{first}").status_code, get(f"{entry.number}/files/{second}").content) == (
        404,
        b"2",
    )
    catalogue.unhook(f"{entry.number}-1", "有误", actor=cast("huang"), now=at(0.0002))
    control.forget()
    assert get(f"{entry.number}/files/{second}").status_code in (403, 409)


def test_a_grant_gives_the_file_by_token_and_by_link(stage, get, node):
    entry = stage.files(("指南.pdf", PDF))
    grant = stage.granted(entry.number)
    token = stage.token(grant)
    (number,) = numbers(get, entry, token)
    assert get(f"{entry.number}/files/{number}", token).content == PDF
    made, secret = hand_out(grant.number, number, actor=stage.cast("liu"), now=NOW)
    assert (made.stage, made.size, made.path) == ("ready", len(PDF), "")
    assert get(f"files/{secret}").content == PDF
    uses = reading.uses(node.uses, grant=grant.number)
    assert [(use.facts["file"], use.facts["content"] == made.content) for use in uses] == [(number, True)] * 2


def test_without_a_grant_a_conditional_file_is_not_had(stage, get):
    entry = stage.files(("指南.pdf", PDF))
    stage.granted(entry.number)
    for token in ("", stage.api_token("liu"), stage.api_token("feng")):
        assert get(f"{entry.number}/files", token).status_code in (403, 404)


def test_suspension_stops_token_and_link_and_restoring_lets_them_go_on(stage, get):
    entry = stage.files(("指南.pdf", PDF))
    grant = stage.granted(entry.number)
    token = stage.token(grant)
    (number,) = numbers(get, entry, token)
    secret = hand_out(grant.number, number, actor=stage.cast("liu"), now=NOW)[1]
    Grant.objects.filter(pk=grant.pk).update(state="suspended")
    control.forget()
    assert [get(path, token).status_code for path in (f"{entry.number}/files/{number}", f"files/{secret}")] == [
        409,
        409,
    ]
    Grant.objects.filter(pk=grant.pk).update(state="live")
    control.forget()
    assert get(f"files/{secret}").content == PDF


def test_a_grant_that_is_over_hands_out_nothing(stage, get, today):
    entry = stage.files(("指南.pdf", PDF))
    grant = stage.granted(entry.number, facts={"until": at(3).date().isoformat()})
    token = stage.token(grant)
    (number,) = numbers(get, entry, token)
    today(at(5))
    assert get(f"{entry.number}/files/{number}", token).status_code == 401


def test_a_link_that_was_stopped_opens_nothing(stage, get):
    entry = stage.files(("指南.pdf", PDF))
    grant = stage.granted(entry.number)
    (number,) = numbers(get, entry, stage.token(grant))
    made, secret = hand_out(grant.number, number, actor=stage.cast("liu"), now=NOW)
    stop_handout(made.pk, actor=stage.cast("liu"), now=NOW)
    control.forget()
    assert get(f"files/{secret}").status_code == 404


def test_a_handed_out_file_that_was_replaced_is_told_to_be_gone(stage, get):
    entry = stage.files(("一.txt", b"1"), delivery_mode="replace")
    grant = stage.granted(entry.number)
    (number,) = numbers(get, entry, stage.token(grant))
    secret = hand_out(grant.number, number, actor=stage.cast("liu"), now=NOW)[1]
    stage.deliver_file(entry, "二.txt", b"2", now=at(0.0001))
    control.forget()
    assert get(f"files/{secret}").status_code == 404
    with pytest.raises(NothingToServe, match="gives no file"):
        hand_out(grant.number, number, actor=stage.cast("liu"), now=at(0.0001))
    assert Handout.objects.count() == 2


ITEMS = [{"name": "编号", "code": "no", "type": "text"}, {"name": "内容", "code": "content", "type": "text"}]


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"items": ["no"]}, "a file leaves as it is; no part of it can be granted"),
        ({"rows": {"no": ["1"]}}, "a file has no rows that could be granted"),
        ({"masking": {"content": "hidden"}}, "a file cannot be masked"),
    ],
)
def test_a_grant_of_a_part_of_a_file_is_refused_with_the_reason(stage, terms, why):
    entry = stage.files(("指南.pdf", PDF), items=ITEMS)
    with pytest.raises(TermsUnfit, match=why):
        stage.granted(entry.number, **terms)
    assert not Grant.objects.exists()


def test_a_grant_that_names_all_items_of_a_file_gives_it(stage, get):
    entry = stage.files(("指南.pdf", PDF), items=ITEMS)
    grant = stage.granted(entry.number, items=["no", "content"])
    assert len(numbers(get, entry, stage.token(grant))) == 1


def test_a_file_whose_items_must_be_masked_leaves_by_no_way(stage, get):
    with pytest.raises(TermsUnfit, match="a file cannot be masked, as xm would have to be"):
        stage.granted(stage.files(("名单.pdf", PDF), items=PERSONAL).number)
    direct = stage.files(("名单.pdf", PDF), items=PERSONAL, title="公开名单", sharing="unconditional")
    answer = get(f"{direct.number}/files", stage.api_token("liu"))
    assert (answer.status_code, "masked" in answer.text or "脱敏" in answer.text) == (409, True)


def test_beside_a_table_that_is_cut_or_masked_no_file_leaves(stage, get):
    entry = stage.entry(hooked=False, sharing="unconditional", resources=[{"kind": "table"}, {"kind": "file"}])
    stage.deliver(entry, table(3))
    stage.deliver_file(entry, "全部.zip", PDF, resource=f"{entry.number}-2")
    for place in (1, 2):
        stage.hook_resource(f"{entry.number}-{place}")
    token = stage.api_token("liu")
    assert (numbers(get, entry, token), get(entry.number, token).status_code) == ([], 200)


def pages_of(login):
    from django.test import Client

    from gongshu.people.models import Account

    client = Client()
    if login:
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_of_unconditional_data_offers_each_file_and_sends_to_its_link(stage, get):
    entry = stage.files(("指南.pdf", PDF), **OPEN)
    client = pages_of("")
    page = client.get(f"/catalogue/{entry.number}/take").content.decode()
    assert ("指南.pdf" in page, "format" in page) == (True, False)
    (number,) = numbers(get, entry)
    link = client.post(f"/catalogue/{entry.number}/take", {"file": number})["Location"]
    assert get(link.removeprefix("/data/")).content == PDF


def test_the_page_of_a_grant_hands_out_each_file_and_offers_no_rows(stage, get):
    entry = stage.files(("指南.pdf", PDF))
    grant = stage.granted(entry.number)
    client = pages_of("liu")
    page = client.get(f"/grants/{grant.number}").content.decode()
    assert ("领取文件" in page, "生成数据文件" in page, "授予的数据项" in page) == (True, False, False)
    (number,) = numbers(get, entry, stage.token(grant))
    handed = client.post(f"/grants/{grant.number}/file", {"file": number}).content.decode()
    secret = handed.split('href="/data/files/')[1].split('"')[0]
    assert get(f"files/{secret}").content == PDF


def test_the_api_hands_out_a_file_by_its_number(stage, get):
    entry = stage.files(("指南.pdf", PDF))
    grant = stage.granted(entry.number)
    (number,) = numbers(get, entry, stage.token(grant))
    answer = pages_of("").post(
        f"/api/v1/grants/{grant.number}/files", {"file": number}, content_type="application/json",
        headers={"Authorization": f"Bearer {stage.api_token('liu')}"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    assert get(answer.json()["link"].removeprefix("/data/")).content == PDF
