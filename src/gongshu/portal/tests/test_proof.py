"""Anybody can verify that a record is in the log; only some may read what it says."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from gongshu.audit.models import AuditEvent
from gongshu.catalogue.tests.stage import at


def refusal(city: Any) -> AuditEvent:
    return AuditEvent.objects.filter(event="cases:case:move", subject_id=city.refused.number).get()


def test_a_record_is_verified_in_the_page(city: Any, visitor: Any) -> None:
    page = visitor().get(f"/proof/{refusal(city).index}")
    assert page.status_code == 200
    assert page.context["proof"].verdict.ok
    assert "验证通过" in page.content.decode()


def test_the_way_from_leaf_to_root_ends_at_the_signed_root(city: Any, visitor: Any) -> None:
    for index in (0, 1, refusal(city).index, AuditEvent.objects.filter(index__isnull=False).count() - 1):
        proof = visitor().get(f"/proof/{index}").context["proof"]
        assert proof.steps[-1].result == proof.root
        assert [step.sibling for step in proof.steps] == list(proof.document["proof"])


def test_the_public_sees_the_proof_and_not_the_content(city: Any, visitor: Any) -> None:
    event = refusal(city)
    said = visitor().get(f"/proof/{event.index}").content.decode()
    receipt = visitor().get(f"/proof/{event.index}.json").json()
    assert receipt["body"] is None
    assert receipt["salt"] is None
    assert city.refused.number not in said
    assert "chen" not in said


def test_auditors_and_whoever_acted_read_the_content(city: Any, visitor: Any) -> None:
    for login in ("shen", "auditadmin", "chen"):
        said = visitor(login).get(f"/proof/{refusal(city).index}").content.decode()
        assert city.refused.number in said
        assert "办理一步" in said


def test_somebody_else_who_is_signed_in_reads_no_more_than_the_public(city: Any, visitor: Any) -> None:
    assert visitor("liu").get(f"/proof/{refusal(city).index}").context["proof"].body is None


def test_a_record_that_was_changed_in_the_database_does_not_verify(city: Any, visitor: Any) -> None:
    event = refusal(city)
    said = json.loads(event.body)
    said["facts"]["outcome"] = "grant"
    AuditEvent.objects.filter(pk=event.pk).update(
        body=json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    )
    page = visitor("shen").get(f"/proof/{event.index}")
    assert not page.context["proof"].verdict.ok
    assert "验证不通过" in page.content.decode()


def test_the_downloaded_verifier_verifies_the_downloaded_receipt(city: Any, visitor: Any, tmp_path: Path) -> None:
    event = refusal(city)
    (tmp_path / "verify.py").write_bytes(visitor().get("/proof/verify.py").content)
    key = visitor().get("/proof/public.key").content.decode().strip()
    for who in ("", "shen"):
        (tmp_path / "receipt.json").write_bytes(visitor(who).get(f"/proof/{event.index}.json").content)
        words = [sys.executable, "-I", "verify.py", "receipt.json", "--key", key, "--json"]
        ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)["ok"]


def test_an_act_that_is_not_sealed_yet_is_not_found_and_says_why(city: Any, visitor: Any) -> None:
    size = AuditEvent.objects.filter(index__isnull=False).count()
    answer = visitor().get(f"/proof/{size}")
    assert answer.status_code == 404
    assert f"现有 {size} 条" in answer.content.decode()


def test_the_form_leads_to_the_record(city: Any, visitor: Any) -> None:
    assert visitor().get("/proof/?index=3")["Location"] == "/proof/3"
    assert "-1" not in visitor().get("/proof/?index=-1").headers.get("Location", "")


def test_the_newest_checkpoint_is_published_as_it_was_signed(city: Any, visitor: Any) -> None:
    from gongshu.ledger.note import read_checkpoint

    note = visitor().get("/checkpoint").content.decode()
    key = visitor().get("/proof/public.key").content.decode().strip()
    signed = read_checkpoint(note, [key])
    assert signed.size == AuditEvent.objects.filter(index__isnull=False).count()
    assert base64.b64encode(signed.root).decode() in visitor().get("/proof/").content.decode()


def test_before_the_first_checkpoint_there_is_none(db: None, node: object, visitor: Any) -> None:
    assert visitor().get("/checkpoint").status_code == 404
    assert "还没有签名的记录" in visitor().get("/proof/").content.decode()


def test_a_proof_stays_true_when_the_log_grows(city: Any, visitor: Any) -> None:
    from gongshu.audit import sealer
    from gongshu.cases.services import open_case
    from gongshu.portal.tests.city import FACTS

    before = visitor().get("/proof/5").context["proof"]
    open_case("sharing-application", [city.entries[1].number], FACTS, actor=city.person("he"), now=at(1))
    sealer.seal(at(1))
    after = visitor().get("/proof/5").context["proof"]
    assert after.verdict.ok
    assert after.leaf_hash == before.leaf_hash
    assert after.root != before.root
