"""Calls to an interface of the source, which runs as a process of its own: forwarded, cut, masked, counted, kept nowhere."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.gateway import calling
from gongshu.gateway.app import app
from gongshu.gateway.streaming import HandoutStopped
from gongshu.gateway.tests.stage import at, person
from gongshu.grants.uses import reading
from gongshu.interfaces import serving

SECRET = "k3y-of-the-source"
OPENED = {"opening": "unconditional", "opening_conditions": "", "sharing": "unconditional"}


@pytest.fixture
def called(stage, interface, get):
    """Register, grant, and call once; returns the answer."""

    def call(path="/people", query="", secret="", terms=None, entry=None, **described):
        made = interface(path, secret, entry=entry, **described)
        return get(f"{made.number}/call{query}", stage.token(stage.granted(made.number, **(terms or {}))))

    return call


def _uses(node):
    with reading.opened(node.uses) as connection:
        rows = connection.execute("SELECT event, rows, body FROM use ORDER BY id DESC").fetchall()
    return [(event, rows, json.loads(body)["facts"]) for event, rows, body in rows]


def test_a_granted_call_is_forwarded_and_answered_with_the_items_granted(called, source):
    answer = called(query="?dyh=U00003", terms={"items": ["unit_no", "area", "registered_on"]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"] == [{"unit_no": "U00003", "area": "63.5", "registered_on": "2025-09-03"}]
    assert source.seen()[-1]["path"] == "/people?dyh=U00003"


def test_personal_items_are_masked_and_fields_that_nobody_registered_never_leave(called):
    row = called(query="?dyh=U00003").json()["rows"][0]
    assert (row["owner"], row["owner_id"]) == ("张**", "511702********0003")
    assert "机密" not in json.dumps(row, ensure_ascii=False)


def test_the_source_knows_the_platform_by_its_own_key_and_the_consumer_never_sees_it(called, source):
    answer = called(secret=SECRET, credential="header", credential_name="X-Api-Key")
    sent = source.seen()[-1]
    assert sent["headers"]["x-api-key"] == SECRET
    assert "authorization" not in sent["headers"], "the consumer's token went to the source"
    assert SECRET not in answer.text + str(answer.headers)


def test_rows_outside_the_grant_do_not_leave(called):
    rows = called(terms={"rows": {"district": ["城东"]}}).json()["rows"]
    assert {row["district"] for row in rows} == {"城东"}
    assert len(rows) == 3


def test_a_grant_of_rows_needs_the_item_that_tells_them_apart(called):
    answer = called(terms={"rows": {"district": ["城东"]}}, fields={"unit_no": "dyh", "area": "mj"})
    assert answer.status_code == 409
    assert "行范围" in answer.json()["error"]["what"]


def test_a_call_is_a_use_that_names_grant_rows_purpose_and_time_but_no_value(called, node):
    called(query="?dyh=U00003")
    event, rows, facts = _uses(node)[0]
    assert (event, rows, facts["outcome"], bool(facts["purpose"])) == ("gateway:use:call", 1, "ok", True)
    assert facts["ms"] >= 0
    assert "U00003" not in json.dumps(facts)


def test_nothing_of_an_answer_or_a_key_is_kept_on_the_node(called, node, source):
    called(query="?dyh=U00003", secret=SECRET, credential="bearer")
    held = [path for path in node.folder.rglob("*") if path.is_file()]
    for word in (person(3), "张三3", SECRET):
        assert not [path for path in held if word.encode() in path.read_bytes()], word


def test_a_quota_of_the_grant_ends_the_day_before_the_source_is_asked(stage, interface, get, source):
    entry = interface()
    token = stage.token(stage.granted(entry.number, quota=2))
    before = len(source.seen())
    assert [get(f"{entry.number}/call", token).status_code for _ in range(4)] == [200, 200, 429, 429]
    assert len(source.seen()) - before == 2


def test_the_quota_of_the_source_is_shared_by_all_who_call(stage, interface, get, today):
    entry = interface(quota=3)
    tokens = [stage.token(stage.granted(entry.number)) for _ in range(2)]
    codes = [get(f"{entry.number}/call", token).status_code for token in (*tokens, *tokens)]
    assert codes == [200, 200, 200, 429]
    today(at(1))
    assert get(f"{entry.number}/call", tokens[0]).status_code == 200


def test_another_purpose_than_the_granted_one_is_refused(stage, interface, get):
    entry = interface()
    grant = stage.granted(entry.number)
    token = stage.token(grant)
    assert get(f"{entry.number}/call", token, X_Purpose="advertising").status_code == 403
    assert get(f"{entry.number}/call", token, X_Purpose=grant.purpose_kind).status_code == 200


def test_an_item_that_was_not_granted_cannot_be_asked_by(called):
    parameters = [{"name": "zjh", "item": "owner_id"}]
    refused = called(query="?zjh=1", parameters=parameters)
    assert (refused.status_code, "owner_id" in refused.json()["error"]["what"]) == (403, True)


def test_arguments_that_do_not_fit_are_told_by_name(stage, interface, get):
    entry = interface(parameters=[{"name": "dyh", "required": True}])
    token = stage.token(stage.granted(entry.number))
    for query, named in (("?neibu=1", "neibu"), ("", "dyh"), (f"?dyh={'x' * 2001}", "dyh")):
        answer = get(f"{entry.number}/call{query}", token)
        assert (answer.status_code, named in answer.json()["error"]["what"]) == (422, True)


@pytest.mark.parametrize(
    ("path", "status", "outcome"),
    [("/html", 502, "format"), ("/failing", 502, "status 500"), ("/slow", 504, "timeout")],
)
def test_a_call_that_fails_is_a_record_and_nothing_of_the_sources_words_leaves(called, node, path, status, outcome):
    answer = called(path, timeout=1)
    assert (answer.status_code, answer.json()["error"]["shown"]) == (status, outcome)
    assert "topsecret" not in answer.text
    assert "127.0.0.1" not in answer.text
    event, rows, facts = _uses(node)[0]
    assert (event, rows, facts["outcome"]) == ("gateway:use:call-failed", 0, outcome.split()[0])


def test_an_error_code_of_the_source_is_told_as_it_was_registered(called):
    error = called(query="?dyh=NONE").json()["error"]
    assert ("查无此单元" in error["what"], error["remedy"], error["shown"]) == (True, "核对单元号", "declared 404")
    assert "51170219900101" not in str(error)


def test_a_field_that_is_gone_from_every_row_is_noted(called, node):
    assert called("/without-area").json()["rows"][0]["area"] is None
    assert _uses(node)[0][2]["missing"] == ["mj"]


def test_a_long_answer_leaves_while_it_comes_and_all_its_rows_are_recorded(stage, interface, get, node):
    entry = interface("/large", parameters=[{"name": "n"}], largest=64)
    answer = get(f"{entry.number}/call?n=20000", stage.token(stage.granted(entry.number)))
    assert len(answer.json()["rows"]) == 20000
    assert sum(rows for event, rows, _ in _uses(node) if event == "gateway:use:call") == 20000


def test_all_rows_of_a_long_answer_are_recorded_before_they_leave_also_where_nobody_reads_on(
    stage, interface, node, monkeypatch
):
    monkeypatch.setattr(calling, "READ_WITHIN", 5)
    entry = interface("/large", parameters=[{"name": "n"}], largest=64)
    token = stage.token(stage.granted(entry.number))
    left = []

    async def nothing():
        await asyncio.sleep(60)

    async def unread(message):
        left.append(message)
        await asyncio.sleep(60 if sum(each["type"] == "http.response.body" for each in left) == 3 else 0)

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET", "path": f"/data/{entry.number}/call", "root_path": "",
        "query_string": b"n=20000", "headers": [(b"authorization", f"Bearer {token}".encode())], "client": ("192.0.2.1", 1), "scheme": "http", "server": ("x", 80),
    }  # fmt: skip
    with pytest.raises(HandoutStopped):
        asyncio.run(app(scope, nothing, unread))
    given = sum(each.get("body", b"").count(b'"unit_no"') for each in left)
    recorded = sum(rows for event, rows, _ in _uses(node) if event == "gateway:use:call")
    assert (given == recorded, 0 < given < 20000) == (True, True)
    assert serving.circuits.of(f"{entry.number}-1").under_way == 0


def test_how_a_source_names_its_fields_is_in_no_answer(called, node):
    answer = called("/renamed")
    assert (answer.status_code, answer.json()["error"]["shown"]) == (502, "schema")
    assert "dyh" not in answer.text
    assert _uses(node)[0][2]["status"] == "dyh"


@pytest.mark.parametrize("body", [b'{"dyh": "\\ud800"}', b'{"dyh": "\xed\xa0\x80"}', b"[" * 200_000, b"[]"])
def test_a_body_that_no_text_could_hold_is_the_senders_to_mend(interface, client, body):
    entry = interface(entry=OPENED)
    answer = client.post(f"/data/{entry.number}/call", content=body)
    assert answer.status_code == 422, answer.text


def test_parameters_are_sent_as_a_document_too(interface, client, source):
    entry = interface(entry=OPENED)
    answer = client.post(f"/data/{entry.number}/call/{entry.number}-1", json={"dyh": "U00003"})
    assert [row["unit_no"] for row in answer.json()["rows"]] == ["U00003"]
    assert source.seen()[-1]["path"] == "/people?dyh=U00003"


def test_a_long_answer_that_breaks_off_is_never_taken_for_the_whole(stage, interface, get, node):
    entry = interface("/cut", parameters=[{"name": "n"}])
    token = stage.token(stage.granted(entry.number))
    with pytest.raises(Exception):  # noqa: B017 - the connection is broken off, however the client calls it
        get(f"{entry.number}/call?n=20000", token).json()
    assert _uses(node)[0][0] == "gateway:use:call-failed"


def test_a_source_that_fails_again_and_again_is_left_alone(stage, interface, get, source, node):
    entry = interface("/failing")
    token = stage.token(stage.granted(entry.number))
    codes = [get(f"{entry.number}/call", token).status_code for _ in range(5)]
    before = len(source.seen())
    refused = get(f"{entry.number}/call", token)
    assert (codes, refused.status_code) == ([502] * 5, 503)
    assert int(refused.headers["retry-after"]) > 0
    assert get(f"{entry.number}/call", token).status_code == 503
    assert len(source.seen()) == before
    assert [facts["outcome"] for _, _, facts in _uses(node)] == ["open", *["status"] * 5], "refusals fill no disk"


def test_a_suspended_grant_ends_the_next_call(stage, interface, get, today):
    entry = interface()
    grant = stage.granted(entry.number)
    token = stage.token(grant)
    assert get(f"{entry.number}/call", token).status_code == 200
    grant.state = "suspended"
    grant.save(update_fields=["state"])
    today(at(0.01))
    assert get(f"{entry.number}/call", token).status_code == 409


def test_an_address_in_the_nodes_own_network_is_not_called_unless_the_operator_named_it(
    stage, interface, get, settings
):
    entry = interface()
    token = stage.token(stage.granted(entry.number))
    settings.GONGSHU = replace(settings.GONGSHU, interface_networks=())
    answer = get(f"{entry.number}/call", token)
    assert (answer.status_code, answer.json()["error"]["shown"]) == (502, "forbidden")
    assert "interface_networks" in answer.json()["error"]["remedy"]


def test_soap_is_asked_and_answered_as_rows(called, source):
    described = {"protocol": "soap", "operation": "Query", "namespace": "urn:x", "action": "urn:q", "rows_at": "row", "status_at": "", "fine": [], "parameters": [{"name": "dyh", "place": "body"}]}  # fmt: skip
    rows = called("/soap", "?dyh=a%26b", **described).json()["rows"]
    assert [row["unit_no"] for row in rows] == ["U00001", "U00002"]
    assert rows[0]["owner"] == "张**"
    sent = source.seen()[-1]
    assert "<dyh>a&amp;b</dyh>" in sent["body"]
    assert sent["headers"]["soapaction"] == '"urn:q"'


def test_an_open_interface_is_called_without_a_token_at_the_pace_of_its_network(interface, get):
    entry = interface(entry=OPENED)
    answer = get(f"{entry.number}/call?dyh=U00003")
    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"][0]["owner"] == "张**"
    assert "ratelimit" in answer.headers


def test_what_may_be_called_is_listed_for_whoever_holds_the_grant(stage, interface, get):
    entry = interface()
    token = stage.token(stage.granted(entry.number, items=["unit_no", "area"]))
    listed = get(f"{entry.number}/interfaces", token).json()["interfaces"][0]
    assert (listed["items"], listed["parameters"][0]["name"]) == (["unit_no", "area"], "dyh")
    assert "127.0.0.1" not in json.dumps(listed)


def test_of_an_entry_with_an_interface_alone_rows_are_told_to_be_called(stage, interface, get):
    entry = interface()
    token = stage.token(stage.granted(entry.number))
    refused = get(f"{entry.number}/U00003", token)
    assert (refused.status_code, "/interfaces" in refused.json()["error"]["remedy"]) == (409, True)


def test_an_interface_that_is_taken_off_answers_nobody(stage, interface, get, today):
    from gongshu.catalogue import services as catalogue

    entry = interface()
    token = stage.token(stage.granted(entry.number))
    assert get(f"{entry.number}/call", token).status_code == 200
    catalogue.unhook(f"{entry.number}-1", "改造", actor=stage.cast("huang"), now=at(0.01))
    today(at(0.02))
    assert get(f"{entry.number}/call", token).status_code == 409


def test_nothing_is_delivered_to_an_interface(stage):
    entry = stage.entry(hooked=False, resources=[{"kind": "interface", "title": "登记查询"}])
    with pytest.raises(NoSuchEntry):
        stage.deliver(entry, "不动产单元号\nU1\n")


def test_a_credential_that_another_master_key_sealed_is_never_guessed(stage, interface, get):
    from gongshu.interfaces.models import Interface

    entry = interface(secret=SECRET, credential="bearer")
    Interface.objects.filter(resource__entry=entry).update(secret=b"x" * 60)
    answer = get(f"{entry.number}/call", stage.token(stage.granted(entry.number)))
    assert (answer.status_code, "凭证" in answer.json()["error"]["what"]) == (503, True)
