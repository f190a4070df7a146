"""Pages, yes or no, who may ask without a grant, and what the gateway says when it refuses."""

from __future__ import annotations

import pytest

from gongshu.audit import Event
from gongshu.gateway.tests.stage import at
from gongshu.grants.uses import reading


@pytest.fixture
def post(client):
    def ask(path, token, said):
        return client.post(f"/data/{path}", json=said, headers={"Authorization": f"Bearer {token}"})

    return ask


def test_pages_give_every_row_once(stage, grant, get):
    token, seen, after = stage.token(grant), [], 0
    while after is not None:
        said = get(f"{grant.entry}?limit=4&after={after}", token).json()
        seen += [row["unit_no"] for row in said["rows"]]
        after = said["next"]
    assert seen == [f"U{i:05d}" for i in range(1, 7)]


def test_a_page_can_be_narrowed_by_items_that_leave_unmasked(stage, grant, get):
    token = stage.token(grant)
    assert [row["unit_no"] for row in get(f"{grant.entry}?district=城西", token).json()["rows"]] == [
        "U00002",
        "U00004",
        "U00006",
    ]
    refused = get(f"{grant.entry}?owner=张三1", token)
    assert (refused.status_code, refused.json()["error"]["shown"]) == (403, "owner")


def test_narrowing_cannot_widen_the_rows_of_the_grant(stage, entry, get):
    token = stage.token(stage.granted(entry.number, rows={"district": ["城东"]}))
    assert get(f"{entry.number}?district=城西", token).json()["rows"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "after=-1"])
def test_a_page_that_cannot_be_is_refused(stage, grant, get, query):
    assert get(f"{grant.entry}?{query}", stage.token(grant)).status_code == 422


def test_questions_are_answered_with_yes_or_no_and_nothing_else(stage, grant, post, node):
    rows = [{"unit_no": "U00003", "owner": "张三3"}, {"unit_no": "U00003", "owner": "李四"}, {"unit_no": "U99999"}]
    answer = post(f"{grant.entry}/verify", stage.token(grant), {"rows": rows})
    assert answer.json()["answers"] == [True, False, False]
    use = reading.uses(node.uses, grant=grant.number)[0]
    assert (use.event, use.facts["questions"], use.facts["yes"]) == ("gateway:use:verify", 3, 1)


@pytest.mark.parametrize(
    "said",
    [{}, {"rows": []}, {"rows": [{}]}, {"rows": [{"owner": "张三3"}]}, {"rows": [{"unit_no": ["U00003"]}]}, ["x"]],
)
def test_a_question_is_about_one_row_or_it_is_refused(stage, grant, post, said):
    assert post(f"{grant.entry}/verify", stage.token(grant), said).status_code == 422


def test_a_hidden_item_cannot_be_found_out_by_asking(stage, entry, post):
    token = stage.token(stage.granted(entry.number, masking={"owner": "hidden"}))
    assert post(f"{entry.number}/verify", token, {"rows": [{"unit_no": "U00003", "owner": "张三3"}]}).status_code == 403


def test_every_question_of_a_batch_counts(stage, entry, post):
    token = stage.token(stage.granted(entry.number, quota=5))
    rows = [{"unit_no": f"U{i:05d}"} for i in range(4)]
    assert [post(f"{entry.number}/verify", token, {"rows": rows}).status_code for _ in range(2)] == [200, 429]


def test_a_body_that_is_too_large_or_no_json_is_refused(stage, grant, client):
    headers = {"Authorization": f"Bearer {stage.token(grant)}"}
    assert client.post(f"/data/{grant.entry}/verify", content=b"{", headers=headers).status_code == 422
    assert (
        client.post(f"/data/{grant.entry}/verify", content=b" " * (1 << 20) + b"{}", headers=headers).status_code == 413
    )


@pytest.mark.obligation("dazhou-20-1")
def test_a_body_queries_unconditional_data_with_its_own_token_and_without_an_application(stage, get, node):
    entry = stage.entry(sharing="unconditional")
    answer = get(f"{entry.number}/U00003", stage.api_token("liu"))
    assert answer.json()["rows"][0]["area"] == "63.5"
    use = reading.uses(node.uses, entry=entry.number)[0]
    assert (use.event, use.grant, use.login, use.facts["platform"]) == (
        "sharing:use:query",
        "",
        "liu",
        "sharing_platform",
    )


def test_conditional_data_needs_a_grant_and_says_so(stage, entry, get):
    answer = get(f"{entry.number}/U00003", stage.api_token("liu"))
    assert answer.status_code == 403
    assert "申请" in answer.json()["error"]["remedy"]


def test_a_token_without_that_right_does_not_fetch(stage, get):
    entry = stage.entry(sharing="unconditional")
    assert get(entry.number, stage.api_token("liu", scopes=["cases.*"])).status_code == 403


def test_what_is_shared_unconditionally_is_not_for_the_public(stage, get):
    entry = stage.entry(sharing="unconditional", opening="conditional")
    assert get(entry.number, stage.api_token("lin")).status_code == 403
    assert get(entry.number).status_code == 403


def test_anybody_queries_what_is_opened_unconditionally(stage, get):
    entry = stage.entry(sharing="unconditional", opening="unconditional")
    for token in ("", stage.api_token("lin"), stage.api_token("shutong")):
        assert get(f"{entry.number}/U00003", token).status_code == 200


def test_an_entry_that_one_may_not_see_and_one_that_is_not_there_are_told_alike(stage, get):
    entry = stage.entry(
        opening="withheld",
        opening_reason="个人信息",
        opening_basis={"kind": "law", "law": "个人信息保护法", "article": "第二十五条"},
    )
    hidden, missing = get(entry.number).json()["error"], get("511700-9999").json()["error"]
    assert hidden["status"] == missing["status"] == 404
    assert hidden["what"].replace(entry.number, "N") == missing["what"].replace("511700-9999", "N")


def test_a_token_is_for_its_own_entry(stage, grant, get):
    other = stage.entry(
        title="宗地信息", items=[{"name": "不动产单元号", "code": "unit_no", "type": "text", "key": True}]
    )
    assert get(f"{other.number}/U00003", stage.token(grant)).status_code == 409


@pytest.mark.parametrize("header", ["Basic abc", "Bearer wrong"])
def test_a_wrong_credential_is_told_so(client, grant, header):
    assert client.get(f"/data/{grant.entry}", headers={"Authorization": header}).status_code == 401


def test_errors_come_in_the_language_and_the_shape_of_the_api(stage, grant, get):
    said = get(f"{grant.entry}/U99999", stage.token(grant), Accept_Language="en").json()["error"]
    assert set(said) == {"status", "what", "where", "article", "remedy", "shown"}
    assert (said["what"], said["where"]) == ("no row of this key is within reach", f"/data/{grant.entry}/U99999")


def test_an_address_that_does_not_exist_is_told_in_the_same_shape(client):
    assert client.get("/data/").json()["error"]["status"] == 404
    assert client.delete("/data/511700-0001").json()["error"]["status"] == 405


def test_no_cache_on_the_way_keeps_an_answer(stage, grant, get):
    assert get(f"{grant.entry}/U00003", stage.token(grant)).headers["cache-control"] == "no-store"


def test_a_known_token_asks_no_database(stage, grant, get, monkeypatch):
    token = stage.token(grant)
    get(f"{grant.entry}/U00001", token)
    from gongshu.gateway import control

    def asked(load):
        raise AssertionError("the database was asked")

    monkeypatch.setattr(control, "_answered", asked)
    assert get(f"{grant.entry}/U00002", token).status_code == 200


def test_uses_of_the_gateway_reach_the_ledger(stage, grant, get):
    from gongshu.audit import sealer
    from gongshu.audit.models import AuditEvent
    from gongshu.audit.services import verify

    get(f"{grant.entry}/U00003", stage.token(grant))
    sealer.seal(at(1))
    event = AuditEvent.objects.get(event=Event.USE_ROWS)
    assert (event.subject_id, event.law, event.index is not None) == (grant.number, "达州办法 第二十条第二款", True)
    assert verify().ok
