"""Letters and certificates: what is said stands on the paper, and its code can be read from the printed page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from gongshu.law.articles import Article
from gongshu.ui import letters
from gongshu.ui.letters import Certificate, FontsMissing, Letter, Proof, certificate, letter, render

pytestmark = pytest.mark.pure

ARTICLE = Article(jurisdiction="cn/sichuan/dazhou", law="达州办法", clause="第二十条第二款")
PROOF = Proof(
    address="https://data.dazhou.example/proof/17",
    size=1042,
    root="bmV3ZXN0IHJvb3Qgb2YgdGhlIGxvZyBhdCBpc3N1ZSE=",
    index=17,
)
REFUSAL = Letter(
    issuer="达州市数据局",
    number="达数共享〔2025〕12号",
    title="关于不同意共享不动产登记信息的答复",
    to="达州市交通运输局",
    paragraphs=["你局提交的共享申请收悉。经审核,申请用途与目录载明的共享条件不符。", "现答复不予同意。"],
    articles=[ARTICLE, "达州办法 第二十三条"],
    remedy="对本答复有异议的,可以提请协调处理。",
    on=date(2025, 10, 9),
    proof=PROOF,
)
REGISTERED = Certificate(
    issuer="达州市登记机构",
    number="DZ-2025-0001",
    title="公共数据资源登记证明",
    rows=[("登记主体", "达州市交通运输局"), ("资源名称", "道路运输经营许可信息")],
    articles=[ARTICLE],
    on=date(2025, 10, 9),
    proof=PROOF,
)


def words(paper: bytes) -> str:
    """The paper's text without the spaces that line breaking puts in."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper)).pages)


def code(picture: bytes) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return found.text


def test_a_letter_says_who_writes_what_to_whom_under_which_articles() -> None:
    said = words(letter(REFUSAL))
    for text in ("达州市数据局", "达数共享〔2025〕12号", REFUSAL.title, "达州市交通运输局", *REFUSAL.paragraphs):
        assert text in said
    assert "达州办法第二十条第二款、达州办法第二十三条" in said
    assert "2025年10月9日" in said


def test_a_refusal_tells_the_remedy() -> None:
    assert "救济途径对本答复有异议的,可以提请协调处理。" in words(letter(REFUSAL))


def test_a_letter_without_a_remedy_has_no_heading_for_one() -> None:
    assert "救济途径" not in words(letter(replace(REFUSAL, remedy="")))


def test_the_issuer_signs_unless_somebody_else_does() -> None:
    assert words(letter(REFUSAL)).count("达州市数据局") == 2
    assert "达州市人民政府办公室" in words(letter(replace(REFUSAL, signed_by="达州市人民政府办公室")))


@pytest.mark.parametrize(("kind", "paper"), [("letter", REFUSAL), ("certificate", REGISTERED)])
def test_the_code_on_the_printed_page_holds_the_address_and_the_newest_checkpoint(
    kind: str, paper: Letter | Certificate
) -> None:
    assert code(render(kind, paper, "png")) == f"{PROOF.address}#checkpoint=1042.{PROOF.root}"


def test_the_proof_is_readable_without_scanning() -> None:
    said = words(letter(REFUSAL))
    assert PROOF.root in said
    assert PROOF.address in said
    assert "共1042条" in said
    assert "第17条" in said


def test_a_record_that_is_sealed_later_has_no_place_on_the_paper() -> None:
    assert "本文件为第" not in words(letter(replace(REFUSAL, proof=replace(PROOF, index=None))))


def test_a_paper_without_proof_carries_no_code() -> None:
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(render("letter", replace(REFUSAL, proof=None), "png")))) == []


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert letter(REFUSAL) == letter(REFUSAL)
    assert letter(REFUSAL) != letter(replace(REFUSAL, on=date(2025, 10, 10)))


def test_what_people_write_is_never_read_as_markup() -> None:
    hostile = '*粗* #read("/etc/passwd") $x^2$ \\ @label <tag> "引号" // 注释'
    assert "".join(hostile.split()) in words(letter(replace(REFUSAL, paragraphs=[hostile])))


def test_a_long_letter_runs_on_and_keeps_its_signature() -> None:
    paper = letter(replace(REFUSAL, paragraphs=["经核查,所申请的数据项超出用途所必需的范围。" * 12] * 12))
    assert len(PdfReader(io.BytesIO(paper)).pages) > 1
    assert "2025年10月9日" in words(paper)


def test_a_rehearsals_papers_say_so_on_every_page() -> None:
    paper = letter(replace(REFUSAL, rehearsal=True, paragraphs=["经核查。" * 60] * 12))
    pages = PdfReader(io.BytesIO(paper)).pages
    assert len(pages) > 1
    assert all("演" in page.extract_text() and "练" in page.extract_text() for page in pages)
    assert "演练" not in words(letter(REFUSAL))


def test_a_certificate_names_the_holder_and_what_is_certified() -> None:
    said = words(certificate(REGISTERED))
    for label, value in REGISTERED.rows:
        assert label in said
        assert value in said
    assert "编号DZ-2025-0001" in said
    assert "依据" in said


def test_a_paper_names_its_title_and_author_to_programs_and_archives() -> None:
    reader = PdfReader(io.BytesIO(letter(REFUSAL)))
    assert reader.metadata.title == REFUSAL.title
    assert reader.metadata.author == REFUSAL.issuer
    assert "pdfaid:part" in reader.xmp_metadata.stream.get_data().decode()


def test_a_package_without_fonts_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(letters, "_FONTS", tmp_path)
    letters._fonts.cache_clear()
    with pytest.raises(FontsMissing, match="make setup"):
        letter(REFUSAL)
    letters._fonts.cache_clear()
