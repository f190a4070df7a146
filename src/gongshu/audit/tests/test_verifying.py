"""Whoever changes a record afterwards is found, by number; an export proves itself without this program."""

import json
import os
import subprocess
import sys

import pytest

from gongshu.audit import log, reading, sealer, services
from gongshu.audit.models import AuditEvent, SealedTree
from gongshu.audit.tests.events import NOW, Officer, write
from gongshu.ledger.verify import verify_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(node):
    rows = write(5)
    sealer.seal(NOW)
    return [AuditEvent.objects.get(pk=row.pk) for row in rows]


def verify_alone(folder):
    """Run the copied verifier with nothing of this project on its path."""
    command = [sys.executable, "-I", str(folder / "verify.py"), str(folder), "--json", "--key", log.public_key()]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", env={"PATH": os.environ["PATH"]}, check=False
    )
    return done.returncode, json.loads(done.stdout)


def test_an_untouched_ledger_verifies(sealed):
    verdict = services.verify()
    assert (verdict.ok, verdict.size, verdict.first_bad) == (True, 5, None)


def test_a_new_node_without_events_verifies(node):
    assert services.verify().ok


def test_events_that_wait_for_the_sealer_do_not_spoil_the_verdict(sealed):
    write(2)
    assert services.verify().size == 5


def test_a_changed_body_is_named_by_its_index(sealed):
    AuditEvent.objects.filter(index=3).update(body=sealed[3].body.replace("chen", "zhou"))
    verdict = services.verify()
    assert (verdict.ok, verdict.first_bad) == (False, 3)


def test_a_changed_salt_is_named_by_its_index(sealed):
    AuditEvent.objects.filter(index=2).update(salt=bytes(16))
    assert services.verify().first_bad == 2


def test_a_deleted_event_is_named_by_its_index(sealed):
    AuditEvent.objects.filter(index=1).delete()
    verdict = services.verify()
    assert (verdict.ok, verdict.first_bad) == (False, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_login", "zhou"),
        ("subject_id", "2026-SHR-99999"),
        ("law", "达州办法 第一条"),
        ("event", "cases:case:open"),
        ("via", "cli"),
    ],
)
def test_a_column_that_no_longer_says_what_the_body_says_is_found(sealed, column, value):
    AuditEvent.objects.filter(index=4).update(**{column: value})
    verdict = services.verify()
    assert (verdict.ok, verdict.first_bad) == (False, 4)
    assert column in verdict.reason


def test_a_changed_time_is_found(sealed):
    AuditEvent.objects.filter(index=0).update(at=NOW.replace(year=2024))
    assert services.verify().first_bad == 0


def test_a_ledger_that_was_deleted_is_not_taken_for_a_new_one(sealed, node):
    (node.ledger / "checkpoint").unlink()
    verdict = services.verify()
    assert not verdict.ok
    assert "restore it from a backup" in verdict.reason


def test_a_ledger_cut_back_to_an_older_checkpoint_is_found(sealed, node):
    old = (node.ledger / "checkpoint").read_text(encoding="utf-8")
    write(3)
    sealer.seal(NOW)
    (node.ledger / "checkpoint").write_text(old, encoding="utf-8")
    assert not services.verify().ok
    assert SealedTree.objects.count() == 2


def test_an_export_verifies_in_a_bare_process(sealed, tmp_path):
    services.export(tmp_path / "out", by=Officer(), at=NOW)
    assert verify_alone(tmp_path / "out") == (
        0,
        {"size": 5, "ok": True, "first_bad": None, "reason": None, "finding": None, "erased": 0},
    )


def test_a_changed_export_names_the_first_bad_record_in_a_bare_process(sealed, tmp_path):
    out = tmp_path / "out"
    services.export(out, by=Officer(), at=NOW)
    lines = (out / "bodies.jsonl").read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("grant", "refuse").replace("chen", "zhou")
    (out / "bodies.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, verdict = verify_alone(out)
    assert (code, verdict["ok"], verdict["first_bad"]) == (1, False, 2)


def test_exporting_is_an_event_itself(sealed, tmp_path):
    services.export(tmp_path / "out", by=Officer(login="shen"), at=NOW)
    assert AuditEvent.objects.filter(event="audit:ledger:export", actor_login="shen").count() == 1


def test_an_erased_record_leaves_no_content_and_everything_verifies(sealed, tmp_path):
    services.erase(sealed[1], law="个人信息保护法 第四十七条", by=Officer(), at=NOW)
    erased = AuditEvent.objects.get(pk=sealed[1].pk)
    assert (erased.body, erased.salt, erased.subject_label, erased.actor_login) == (None, None, "", "")
    sealer.seal(NOW)
    verdict = services.verify()
    assert (verdict.ok, verdict.size, verdict.erased) == (True, 6, 1)
    services.export(tmp_path / "out", by=Officer(), at=NOW)
    assert verify_alone(tmp_path / "out")[0] == 0


def test_a_receipt_proves_its_event_to_whoever_holds_it(sealed):
    proof = reading.receipt(sealed[2])
    assert (proof.index, proof.size) == (2, 5)
    assert verify_receipt(proof.document, [log.public_key()]).ok
    forged = {**proof.document, "body": proof.document["body"].replace("chen", "zhou")}
    assert not verify_receipt(forged, [log.public_key()]).ok


def test_an_event_without_a_place_has_no_receipt_yet(sealed):
    with pytest.raises(reading.NotSealedYet, match="try again in a minute"):
        reading.receipt(write(1)[0])


def test_the_trail_of_a_subject_is_its_events_in_order(sealed):
    write(2)
    subject = reading.Subject("case", "2026-SHR-00001")
    assert [event.subject_id for event in reading.trail(subject)] == ["2026-SHR-00001"] * 2


def test_pages_print_the_newest_checkpoint(sealed):
    write(1)
    sealer.seal(NOW)
    assert reading.newest_checkpoint().size == 6
