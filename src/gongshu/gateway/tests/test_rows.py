"""Rows by key under a grant: what was granted, masked, counted and recorded."""

from __future__ import annotations

import pytest
from tests.prepared import prepare

from gongshu.gateway.tests.stage import at, person, said
from gongshu.grants.uses import reading


def test_a_row_is_found_by_its_key_with_the_items_granted(stage, entry, get):
    token = stage.token(stage.granted(entry.number, items=["unit_no", "area", "registered_on"]))
    answer = get(f"{entry.number}/U00003", token)
    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"] == [{"unit_no": "U00003", "area": "63.5", "registered_on": "2025-09-04"}]


def test_personal_items_are_masked_as_their_level_demands(stage, grant, get):
    row = get(f"{grant.entry}/U00003", stage.token(grant)).json()["rows"][0]
    assert (row["owner"], row["owner_id"]) == ("张**", "511702********0003")


def test_rows_outside_the_grant_are_not_there(stage, entry, get):
    token = stage.token(stage.granted(entry.number, rows={"district": ["城东"]}))
    assert get(f"{entry.number}/U00003", token).status_code == 200
    missing, outside = get(f"{entry.number}/U99999", token), get(f"{entry.number}/U00002", token)
    assert (missing.status_code, outside.status_code) == (404, 404)
    assert missing.json()["error"]["what"] == outside.json()["error"]["what"]


def test_every_answer_is_a_use_that_names_grant_person_and_rows(stage, grant, get, node):
    get(f"{grant.entry}/U00003", stage.token(grant))
    use = reading.uses(node.uses, grant=grant.number)[0]
    assert (use.event, use.login, use.body, use.rows) == ("gateway:use:rows", "liu", "511700-jtysj", 1)


def test_the_key_that_was_asked_for_lies_nowhere_in_clear(stage, entry, get, node):
    items = [
        {
            "name": "证件号",
            "code": "owner_id",
            "type": "text",
            "key": True,
            "personal": "id_number",
            "level": "general-2",
        }
    ]
    people = stage.entry(title="居民信息", items=items, hooked=False)
    stage.deliver(people, f"证件号\n{person(1)}\n")
    from gongshu.catalogue import services as catalogue
    from gongshu.jobs import worker

    prepare(people, at(0))
    case = catalogue.submit_resource(people.resources.get().number, actor=stage.cast("huang"), now=at(0))
    stage.move(case.number, "approve", stage.cast("chen"))
    worker.drain(at(0))
    token = stage.token(stage.granted(people.number))
    assert get(f"{people.number}/{person(1)}", token).json()["rows"] == [{"owner_id": "511702********0001"}]
    for path in node.folder.rglob("*"):
        assert not path.is_file() or person(1).encode() not in path.read_bytes(), path


def test_a_quota_ends_the_day_and_not_the_grant(stage, entry, get, today):
    token = stage.token(stage.granted(entry.number, quota=2))
    codes = [get(f"{entry.number}/U00003", token).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    today(at(1))
    assert get(f"{entry.number}/U00003", token).status_code == 200


def test_a_key_item_that_was_not_granted_cannot_be_asked_for(stage, entry, get):
    answer = get(f"{entry.number}/U00003", stage.token(stage.granted(entry.number, items=["area"])))
    assert (answer.status_code, answer.json()["error"]["shown"]) == (403, "unit_no")


def test_a_composite_key_is_written_part_by_part(stage, get):
    items = [
        {"name": "不动产单元号", "code": "unit_no", "type": "text", "key": True},
        {"name": "片区", "code": "district", "type": "text", "key": True},
    ]
    entry = stage.entry(title="单元片区", items=items)
    token = stage.token(stage.granted(entry.number))
    assert get(f"{entry.number}/U00003/城东", token).json()["rows"] == [{"unit_no": "U00003", "district": "城东"}]
    answer = get(f"{entry.number}/U00003", token)
    assert (answer.status_code, "{unit_no}/{district}" in answer.json()["error"]["what"]) == (422, True)


def test_a_slash_within_a_value_is_written_as_percent_2f(stage, get):
    entry = stage.entry(
        title="文号", items=[{"name": "文号", "code": "letter", "type": "text", "key": True}], hooked=False
    )
    stage.deliver(entry, "文号\n达市/2025/1\n")
    from gongshu.catalogue import services as catalogue
    from gongshu.jobs import worker

    stage.move(
        catalogue.submit_resource(entry.resources.get().number, actor=stage.cast("huang"), now=at(0)).number,
        "approve",
        stage.cast("chen"),
    )
    worker.drain(at(0))
    assert get(f"{entry.number}/达市%2F2025%2F1", stage.token(stage.granted(entry.number))).json()["rows"] == [
        {"letter": "达市/2025/1"}
    ]


def test_the_end_of_the_grant_ends_the_answers(stage, entry, get, today):
    token = stage.token(stage.granted(entry.number, until="2025-10-10"))
    today(at(11))
    assert get(f"{entry.number}/U00003", token).status_code == 200
    today(at(12))
    assert get(f"{entry.number}/U00003", token).status_code == 401


def test_a_kept_answer_does_not_outlive_the_last_day_of_the_grant(stage, entry, get, client):
    """The day is looked at for every request, not only when the database is read."""
    from dataclasses import replace
    from datetime import timedelta

    from gongshu.gateway.app import control

    token = stage.token(stage.granted(entry.number, until="2025-10-10"))
    assert get(f"{entry.number}/U00003", token).status_code == 200
    key = ("token", f"{entry.number} {token}")
    kept, access = control._known[key]
    control._known[key] = (kept, replace(access, offset=access.offset + timedelta(days=12)))
    assert get(f"{entry.number}/U00003", token).status_code == 403


@pytest.mark.parametrize("outcome", ["suspend", "end"])
def test_misuse_stops_the_next_request_once_what_is_known_has_aged(stage, grant, get, outcome, client):
    from gongshu.cases import services as cases
    from gongshu.gateway.app import control

    token = stage.token(grant)
    assert get(f"{grant.entry}/U00003", token).status_code == 200
    case = cases.open_case(
        "misuse", [grant.number], {"grounds": "breach_of_law", "reason": "超范围"}, actor=stage.cast("chen"), now=at(0)
    )
    stage.move(case.number, outcome, stage.cast("chen"), said("超范围", "达州办法 第四十三条第二款"))
    for key, (_, known) in list(control._known.items()):
        control._known[key] = (0.0, known)  # as if twenty seconds had gone by
    assert get(f"{grant.entry}/U00003", token).status_code in (401, 409)
    assert control.ttl < 60
