"""Letters (公文), certificates and lists as PDF: the same paper gives the same bytes, so that its digest can be kept."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import segno
import typst

_HERE: Final = Path(__file__).resolve().parent
_FONTS: Final = _HERE / "fonts"
_PAPERS: Final = _HERE / "typst"
_TAGGED: Final = 20_000  # cells of a list that is told to screen readers cell by cell


class FontsMissing(Exception):
    """The package has no fonts for letters: it was built without its files from npm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Where a paper's record stands in the log, and the newest checkpoint at its issue. Source: DESIGN 7."""

    address: str  # the page that verifies it, "https://data.example.cn/proof/17"
    size: int  # records in the log at the checkpoint
    root: str  # the checkpoint's root, base64
    index: int | None = None  # the record's place; None when the record is sealed after the paper is made

    @property
    def text(self) -> str:
        """What the QR code says: the address, and the checkpoint of which its holder is a witness."""
        return f"{self.address}#checkpoint={self.size}.{self.root}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An official letter; every text is plain words, never markup."""

    issuer: str  # head of the paper, "达州市数据局"
    number: str  # "达数共享〔2025〕12号" or a case number
    title: str
    to: str
    paragraphs: Sequence[str]
    articles: Sequence[Any] = ()  # law.Article or its words, cited after the text
    remedy: str = ""  # where and until when the decision can be contested; a refusal needs it
    signed_by: str = ""  # empty: the issuer
    on: date
    proof: Proof | None = None
    rehearsal: bool = False  # prints 演练 across every page


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate of one page; every text is plain words, never markup."""

    issuer: str
    number: str
    title: str  # "公共数据资源登记证明"
    rows: Sequence[tuple[str, str]]  # label and value: holder, object, validity …
    articles: Sequence[Any] = ()
    signed_by: str = ""
    on: date
    proof: Proof | None = None
    rehearsal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPaper:
    """A version of a list; every text is plain words, never markup."""

    issuer: str
    number: str  # "opening_catalogue.511700.3"
    version: int
    title: str
    digest: str  # SHA-256 of what the version says, hexadecimal
    terms: Sequence[tuple[str, str]] = ()  # thresholds and period under which it was made
    columns: Sequence[str]
    widths: Sequence[int]  # of the columns, as shares of the page
    rows: Sequence[Sequence[str]]
    articles: Sequence[Any] = ()
    on: date
    proof: Proof | None = None
    rehearsal: bool = False

    @property
    def signed_by(self) -> str:
        return ""  # Its issuer stands in its head; what signs it is the record in the log.


def letter(paper: Letter) -> bytes:
    """Return the letter as PDF/A-2a. Raises: FontsMissing."""
    return render("letter", paper)


def certificate(paper: Certificate) -> bytes:
    """Return the certificate as PDF/A-2a. Raises: FontsMissing."""
    return render("certificate", paper)


def listing(paper: ListPaper) -> bytes:
    """Return a list as PDF/A on A4 landscape, its heading row on every page. Raises: FontsMissing."""
    # Tags of tens of thousands of cells would take longer than the list itself; its CSV and page are the accessible forms.
    return render("list", paper, tagged=len(paper.rows) * len(paper.columns) <= _TAGGED)


def render(
    kind: Literal["letter", "certificate", "list"],
    paper: Letter | Certificate | ListPaper,
    format: Literal["pdf", "png"] = "pdf",
    ppi: int = 144,
    tagged: bool = True,
) -> bytes:
    """Return a paper as PDF, or its single page as a picture for a preview."""
    made: bytes = typst.compile(
        str(_PAPERS / f"{kind}.typ"),
        root=str(_PAPERS),
        font_paths=_fonts(),
        ignore_system_fonts=True,  # A paper looks the same on every node.
        format=format,
        ppi=ppi,
        sys_inputs={"said": json.dumps(_said(paper), ensure_ascii=False)},
        pdf_standards=("a-2a" if tagged else "a-2b") if format == "pdf" else [],
        pdf_tags=tagged,
        timestamp=datetime(paper.on.year, paper.on.month, paper.on.day, tzinfo=UTC),
    )
    return made


def _said(paper: Letter | Certificate | ListPaper) -> dict[str, Any]:
    said = asdict(paper)
    said["on"] = [paper.on.year, paper.on.month, paper.on.day]
    said["articles"] = [str(getattr(article, "label", article)) for article in paper.articles]
    said["signed_by"] = paper.signed_by or paper.issuer
    if isinstance(paper, ListPaper):
        said |= {"total": len(paper.rows), "day": paper.on.isoformat()}
    if paper.proof:
        said["proof"] |= {"text": paper.proof.text, "code": _code(paper.proof.text)}
    return said


def _code(text: str) -> str:
    """Level M mends a fold or a stamp over a seventh of the code."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])
    if "Noto Sans SC" not in fonts.families():
        raise FontsMissing(
            f"no Noto Sans SC under {_FONTS}; build the package (`make setup`) so that npm's files are copied in"
        )
    return fonts
