"""Files of cases in the node's spool, each under its own digest: written before any row names them, swept if none does."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from gongshu.cases.models import Attachment


def content_of(paper: Attachment) -> bytes:
    """Return a paper as it was handed in. Raises: ValueError if the file is not what the record says."""
    path: Path = settings.GONGSHU.spool / "attachments" / paper.digest[:2] / paper.digest
    content = path.read_bytes()
    if sha256(content).hexdigest() != paper.digest:
        raise ValueError(f"{path} was altered after it was handed in: its digest is not that of attachment {paper.pk}")
    return content


def keep(content: bytes, digest: str, kind: str = "attachments", suffix: str = "") -> Path:
    """Write a file into the spool by its digest, whole or not at all, before any row names it; a file that none names is swept."""
    path: Path = settings.GONGSHU.spool / kind / digest[:2] / f"{digest}{suffix}"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)  # A full disk gets back what was written in vain.
    return path
