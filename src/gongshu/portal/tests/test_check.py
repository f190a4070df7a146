"""Papers are checked by anyone: on the page, and with what it gives on a machine of one's own."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongshu.audit import log, sealer
from gongshu.cases import printing
from gongshu.cases.models import Letter
from gongshu.catalogue import services
from gongshu.catalogue.tests.stage import at
from gongshu.ledger.verify import verify_receipt


@pytest.fixture
def refusal(city: Any) -> tuple[Letter, bytes]:
    """A refusal as the applicant got it."""
    letter = Letter.objects.get(case=city.refused, kind="refusal")
    content = printing.content_of(printing.make(letter.pk, at(0.5)))
    sealer.seal(at(0.6))
    return Letter.objects.get(pk=letter.pk), content


@pytest.fixture
def opening_list(city: Any) -> Any:
    made = services.publish_list("opening_responsibility_list", "511700", actor=city.person("chen"), now=at(0.5))
    sealer.seal(at(0.6))
    return made


def asked(visitor: Any, *, status: int = 200, **said: Any) -> Any:
    answer = visitor().post("/proof/check", said)
    assert answer.status_code == status
    return answer.context["found"]


def file(content: bytes, name: str = "x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_letter_is_told_by_its_file_with_term_and_article(refusal: Any, visitor: Any) -> None:
    letter, content = refusal
    answer = visitor().post("/proof/check", {"file": file(content)})
    page = answer.content.decode()
    assert answer.context["found"].equal is True
    for said in ("不予同意通知书", letter.number, "达州办法 第二十条第二款", "按期", sha256(content).hexdigest()):
        assert said in page, said


def test_a_letter_that_was_altered_is_not_ours(refusal: Any, visitor: Any) -> None:
    letter, content = refusal
    assert asked(visitor, number=letter.number, file=file(content + b" ")).equal is False
    assert asked(visitor, file=file(content + b" ")).kind == "unknown"


def test_a_number_alone_tells_neither_outcome_nor_digest(refusal: Any, visitor: Any) -> None:
    letter, _content = refusal
    page = visitor().get("/proof/check", {"number": letter.number}).content.decode()
    assert letter.number in page
    assert not [said for said in (letter.digest, "不予同意通知书", "第二十条") if said in page]


def test_the_digest_as_a_shell_prints_it_is_enough(refusal: Any, visitor: Any) -> None:
    letter, _content = refusal
    assert asked(visitor, text=f"{letter.digest}  letter.pdf\n").letter == letter


def test_the_holder_of_a_letter_proves_it_offline(refusal: Any, visitor: Any) -> None:
    letter, _content = refusal
    document = visitor().get(f"/proof/digests/{letter.digest}.json").json()
    assert verify_receipt(document, [log.public_key()]).ok
    assert json.loads(document["body"])["facts"]["digest"] == letter.digest
    assert visitor().get(f"/proof/digests/{'0' * 64}.json").status_code == 404


def downloaded(visitor: Any, made: Any, ending: str, language: str = "zh-hans") -> bytes:
    answer = visitor(language=language).get(f"/lists/{made.kind}/511700/1.{ending}")
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def altered(content: bytes, ending: str) -> bytes:
    if ending != "xlsx":
        return content.replace("行政区划界线".encode(), "行政区划边界".encode())
    book, out = openpyxl.load_workbook(BytesIO(content)), BytesIO()
    book.active["B4"] = "行政区划边界"
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_a_published_list_is_told_by_its_file(opening_list: Any, visitor: Any, ending: str) -> None:
    content = downloaded(visitor, opening_list, ending)
    found = asked(visitor, file=file(content))
    assert (found.kind, found.equal, found.published) == ("list", True, opening_list)
    assert found.index is not None
    changed = altered(content, ending)
    assert changed != content
    assert asked(visitor, number=opening_list.number, file=file(changed)).equal is False


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_a_list_is_the_same_paper_for_whoever_reads_english(opening_list: Any, visitor: Any, ending: str) -> None:
    assert asked(visitor, file=file(downloaded(visitor, opening_list, ending, "en"))).equal is True


def packed(**members: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def test_a_receipt_and_a_checkpoint_are_checked_by_pasting_them(city: Any, visitor: Any) -> None:
    document = visitor().get("/proof/0.json").json()
    found = asked(visitor, text=json.dumps(document))
    assert (found.kind, found.equal, found.index) == ("receipt", True, 0)
    assert found.sealed_at is not None
    forged = asked(visitor, text=json.dumps({**document, "index": 1}))
    assert (forged.equal, bool(forged.reason)) == (False, True)
    note = visitor().get("/checkpoint").content.decode()
    assert asked(visitor, text=note).equal is True
    assert asked(visitor, text=note.replace("\n\n", "x\n\n", 1)).equal is not True


@pytest.mark.parametrize(
    "said",
    [
        b"\xff\xfe",
        b"{",
        b'{"leaf": 1, "proof": 2, "checkpoint": 3, "index": []}',
        b'{"rows": [{"a": 1e999}]}',
        b'"\x00',
    ],
)
def test_what_nobody_here_made_is_unknown_or_does_not_hold(city: Any, visitor: Any, said: bytes) -> None:
    assert asked(visitor, file=file(said)).equal is not True


def test_a_packed_file_that_is_no_list_is_unknown_however_large_it_says_it_is(city: Any, visitor: Any) -> None:
    for content in (packed(x=b"0"), packed(x=b"0")[:-9], packed(x=bytes(129 << 20))):
        assert asked(visitor, file=file(content)).kind == "unknown"


def test_an_empty_question_is_asked_again(city: Any, visitor: Any) -> None:
    answer = visitor().post("/proof/check", {})
    assert answer.status_code == 422
    assert "请填写编号" in answer.content.decode()
