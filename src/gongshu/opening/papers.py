"""The papers that show a consent (同意书), each encrypted under a key of its own in the node's spool."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from gongshu.grants import vaulting
from gongshu.opening.models import Consent

LARGEST = 20 * 1024 * 1024  # bytes; a scanned form of fifty pages is smaller
_PURPOSE = "consent papers"  # of the key that wraps the papers' keys
_KINDS = {
    b"%PDF-": "PDF",
    b"PK\x03\x04": "OFD",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}  # by what a file begins with


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A scanned paper as it was handed in."""

    name: str
    content: bytes

    @property
    def kind(self) -> str:
        """PDF, OFD, PNG or JPEG; empty: none of them, whatever its name says."""
        return next((kind for start, kind in _KINDS.items() if self.content.startswith(start)), "")


def faults(paper: Paper | None) -> Iterator[tuple[str, str]]:
    """Yield what keeps a paper from being kept, in both languages."""
    if paper is None or not paper.content:
        yield (
            "未附凭据文件：扫描件（PDF、OFD、PNG、JPEG）",
            "paper: attach the scan that shows it (PDF, OFD, PNG, JPEG)",
        )
    elif len(paper.content) > LARGEST:
        yield (
            f"凭据文件 {len(paper.content)} 字节，超过 {LARGEST // 1024 // 1024} MB",
            f"paper: {len(paper.content)} bytes are more than {LARGEST}",
        )
    elif not paper.kind:
        yield (
            f"凭据文件“{paper.name}”不是 PDF、OFD、PNG 或者 JPEG",
            f"paper: {paper.name!r} is no PDF, OFD, PNG or JPEG",
        )


def keep(paper: Paper) -> dict[str, object]:
    """Write a paper encrypted, before any row names it, and return the fields of the consent that will.

    A file that no row came to name cannot be read by anybody: its key was never written.
    """
    key, path = secrets.token_bytes(32), f"consents/{secrets.token_hex(16)}.paper"
    size = vaulting.write(settings.GONGSHU.spool / path, [paper.content], key)
    wrapped = vaulting.wrap(key, settings.GONGSHU.derived(_PURPOSE), path)
    digest = sha256(paper.content).hexdigest()
    return {
        "paper_name": Path(paper.name).name[:200], "paper_digest": digest, "paper_size": size, "paper_path": path, "paper_key": wrapped,
    }  # fmt: skip


def drop(path: str) -> None:
    """Remove a paper whose consent was not recorded."""
    (settings.GONGSHU.spool / path).unlink(missing_ok=True)


def content_of(consent: Consent) -> bytes:
    """Return a paper as it was handed in. Raises: FileDamaged if the file is not what the record says."""
    key = vaulting.unwrap(bytes(consent.paper_key), settings.GONGSHU.derived(_PURPOSE), consent.paper_path)
    content = b"".join(vaulting.read(settings.GONGSHU.spool / consent.paper_path, key))
    if sha256(content).hexdigest() != consent.paper_digest:
        raise vaulting.FileDamaged(f"{consent.paper_path} is not the paper of consent {consent.number}")
    return content
