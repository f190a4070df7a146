"""Official letters handed in with a case."""

from __future__ import annotations

import pytest

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import services, spool
from gongshu.cases.errors import BadAttachment, UnknownCase
from gongshu.cases.models import Attachment
from gongshu.cases.services import papers
from gongshu.cases.tests.cast import at


def attach(case, content=b"scan", *, actor, name="letter.pdf"):
    return services.attach(
        case.number,
        name,
        content,
        actor=actor,
        now=at("2025-09-30"),
        letter_number="达市交函〔2025〕12号",
        seal="达州市交通运输局",
    )


def test_a_paper_is_kept_by_its_digest_with_number_and_seal(apply, cast):
    paper = attach(apply(), actor=cast.li)
    assert spool.content_of(paper) == b"scan"
    assert (paper.letter_number, paper.seal, paper.size) == ("达市交函〔2025〕12号", "达州市交通运输局", 4)
    assert paper.digest in AuditEvent.objects.get(event=Event.CASE_ATTACH).body


def test_the_same_paper_again_is_the_same_attachment(apply, cast):
    case = apply()
    assert attach(case, actor=cast.li) == attach(case, actor=cast.chen)
    assert AuditEvent.objects.filter(event=Event.CASE_ATTACH).count() == 1


@pytest.mark.parametrize("content", [b"", b"x" * (papers.LARGEST + 1)])
def test_an_empty_or_too_large_paper_is_refused_with_its_size(apply, cast, content):
    with pytest.raises(BadAttachment, match=f"has {len(content)} bytes"):
        attach(apply(), content, actor=cast.li)


def test_only_whoever_sees_the_case_attaches_to_it(apply, cast):
    with pytest.raises(UnknownCase):
        attach(apply(), actor=cast.sun)
    assert not Attachment.objects.exists()


def test_a_name_with_a_path_keeps_only_its_last_part(apply, cast):
    assert attach(apply(), actor=cast.li, name="../../etc/passwd").name == "passwd"


def test_a_paper_that_was_altered_on_disk_is_not_handed_out(apply, cast, node):
    paper = attach(apply(), actor=cast.li)
    (node.spool / "attachments" / paper.digest[:2] / paper.digest).write_bytes(b"forged")
    with pytest.raises(ValueError, match="was altered"):
        spool.content_of(paper)


def test_a_full_disk_leaves_no_row_and_no_half_file(apply, cast, node, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    case = apply()
    monkeypatch.setattr(spool.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        attach(case, actor=cast.li)
    assert not Attachment.objects.exists()
    assert not [path for path in (node.spool / "attachments").rglob("*") if path.is_file()]
