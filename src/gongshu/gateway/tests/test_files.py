"""Files of a grant: marked, encrypted, handed out by a link that ends, and traced when they leak."""

from __future__ import annotations

import pytest

from gongshu.gateway import building
from gongshu.gateway.tests.conftest import STEPS
from gongshu.gateway.tests.stage import NOW, at, person, said
from gongshu.gateway.tests.test_downloads import read
from gongshu.grants.models import Grant, Handout
from gongshu.grants.services import order_file, stop_handout, trace
from gongshu.jobs import worker
from gongshu.people import Refused


@pytest.fixture
def many(stage, node, scenes):
    """Forty rows: enough neighbours to tell an order."""
    stage.rows = 40
    steps = {"cast": STEPS["cast"], "many": lambda made: stage.entry()}
    return scenes.show("gateway", steps, node.folder)["many"]


@pytest.fixture
def ordered(stage, many):
    """A file that was ordered and made: its grant, hand-out and secret."""

    def order(format_="csv", **terms):
        grant = stage.granted(many.number, **terms)
        made, secret = order_file(grant.number, format_, actor=stage.cast("liu"), now=NOW)
        worker.drain(NOW)
        made.refresh_from_db()
        return grant, made, secret

    return order


@pytest.mark.parametrize("format_", ["csv", "xlsx", "parquet", "jsonl"])
def test_the_receiver_downloads_what_was_granted(ordered, get, format_):
    _, made, secret = ordered(format_, items=["unit_no", "owner_id"])
    answer = get(f"files/{secret}")
    assert answer.status_code == 200, answer.text
    rows = read(format_, answer.content)
    assert (rows[0], len(rows), made.rows) == (["不动产单元号", "证件号"], 41, 40)
    assert ["U00003", "511702********0003"] in rows
    assert int(answer.headers["content-length"]) == len(answer.content) == made.size


def test_the_file_lies_encrypted_and_its_key_wrapped(ordered, node):
    _, made, _ = ordered()
    kept = (node.spool / made.path).read_bytes()
    assert person(3).encode() not in kept
    assert b"U00003" not in kept
    assert len(bytes(made.wrapped)) == 12 + 32 + 16


@pytest.mark.parametrize("format_", ["csv", "xlsx", "parquet", "jsonl"])
def test_a_leaked_file_names_its_grant_by_its_very_bytes(stage, ordered, get, tmp_path, format_):
    grant, _, secret = ordered(format_)
    leaked = tmp_path / f"leak.{format_}"
    leaked.write_bytes(get(f"files/{secret}").content)
    found = trace(leaked, actor=stage.cast("shen"), now=NOW)
    assert [(match.grant, match.by) for match in found] == [(grant.number, "digest")]


@pytest.mark.parametrize("format_", ["csv", "xlsx", "parquet", "jsonl"])
def test_a_leaked_file_that_was_edited_names_its_grant_by_its_order(stage, many, get, tmp_path, format_):
    """Two bodies hold the same rows; the file of one of them, cut and saved anew, still tells whose it was."""
    import csv

    grants = {}
    for login in ("liu", "feng"):
        case = stage.applied(many.number, by="liu")
        stage.move(case.number, "grant", stage.cast("chen"))
        grants[login] = Grant.objects.get(case=case.number)
    _, secret = order_file(grants["feng"].number, format_, actor=stage.cast("liu"), now=NOW)
    worker.drain(NOW)
    rows = read(format_, get(f"files/{secret}").content)
    with (tmp_path / "leak.csv").open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([rows[0], *rows[3:38]])
    found = trace(tmp_path / "leak.csv", actor=stage.cast("shen"), now=NOW)
    assert [(match.grant, match.by) for match in found] == [(grants["feng"].number, "order")]


def test_a_file_from_elsewhere_names_nobody(stage, ordered, tmp_path):
    ordered()
    other = tmp_path / "other.csv"
    other.write_text("不动产单元号,面积\n" + "".join(f"X{i},1\n" for i in range(50)), encoding="utf-8")
    assert trace(other, actor=stage.cast("shen"), now=NOW) == []


def test_only_auditors_and_officers_trace(stage, tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n")
    with pytest.raises(Refused):
        trace(tmp_path / "a.csv", actor=stage.cast("liu"), now=NOW)


def test_a_file_that_is_no_table_is_told_so(stage, tmp_path):
    from gongshu.grants.errors import GrantError

    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(GrantError, match=r"a\.docx"):
        trace(tmp_path / "a.docx", actor=stage.cast("shen"), now=NOW)


def test_a_link_ends_after_seven_days(ordered, get, today):
    _, _, secret = ordered()
    today(at(6.9))
    assert get(f"files/{secret}").status_code == 200
    today(at(7.1))
    assert get(f"files/{secret}").status_code == 404


def test_a_stopped_file_is_gone_with_its_key(stage, ordered, get, node):
    from gongshu.gateway.app import control

    _, made, secret = ordered()
    stop_handout(made.pk, actor=stage.cast("huang"), now=NOW)
    control.forget()
    worker.drain(NOW)
    assert get(f"files/{secret}").status_code == 404
    assert not (node.spool / made.path).exists()


def test_a_suspended_grant_hands_out_no_file(stage, ordered, get):
    from gongshu.cases import services as cases
    from gongshu.gateway.app import control

    grant, _, secret = ordered()
    case = cases.open_case(
        "misuse", [grant.number], {"grounds": "breach_of_law", "reason": "超范围"}, actor=stage.cast("chen"), now=NOW
    )
    stage.move(case.number, "suspend", stage.cast("chen"), said("超范围", "达州办法 第四十三条第二款"))
    control.forget()
    assert get(f"files/{secret}").status_code == 409


def test_a_file_ordered_before_a_suspension_is_not_made_after_it(stage, many):
    grant = stage.granted(many.number)
    made, _ = order_file(grant.number, "csv", actor=stage.cast("liu"), now=NOW)
    Grant.objects.filter(pk=grant.pk).update(state="suspended")
    found = building.make_file(made.pk, now=NOW)
    assert (found.stage, "已暂停" in found.error) == ("failed", True)


def test_a_file_stopped_while_it_is_made_leaves_nothing(stage, many, node, monkeypatch):
    grant = stage.granted(many.number)
    made, _ = order_file(grant.number, "csv", actor=stage.cast("liu"), now=NOW)
    write = building.vaulting.write

    def stopped_meanwhile(path, blocks, key):
        size = write(path, blocks, key)
        Handout.objects.filter(pk=made.pk).update(stage="stopped", stopped_at=NOW)
        return size

    monkeypatch.setattr(building.vaulting, "write", stopped_meanwhile)
    assert building.make_file(made.pk, now=NOW).stage == "stopped"
    assert list((node.spool / "handouts").iterdir()) == []


def test_making_a_file_twice_makes_it_once(ordered):
    _, made, _ = ordered()
    assert building.make_file(made.pk, now=at(1)).path == made.path
