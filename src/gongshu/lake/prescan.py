"""The first look at a delivered file: its fingerprint, and whether it is fit to be read at all."""

import hashlib
import os
import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .errors import FileChanged, FileEmpty, LineTooLong

BLOCK = 1 << 20  # Bytes read at once
LINE_LIMIT = 2_000_000  # Bytes a line may have; also the limit of DuckDB's reader
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
SAMPLE = 1 << 18  # Bytes kept to find encoding, delimiter and header

Progress = Callable[[int, int], None]  # Bytes done, bytes in all


def part_of(progress: Progress | None, begin: float, end: float) -> Progress | None:
    """Return a progress report for one of several passes over a file: its bytes count from `begin` to `end` of the whole."""
    if progress is None:
        return None

    def report(done: int, size: int) -> None:
        progress(int(size * begin + done * (end - begin)), size)

    return report


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file system says about a file; differs after any change of it."""

    size: int
    modified: int  # Nanoseconds
    changed: int  # Nanoseconds; cannot be set back by a program, unlike `modified`
    inode: int

    @classmethod
    def of(cls, path: Path) -> "Identity":
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over the bytes of a file found."""

    path: Path
    identity: Identity
    digest: str  # SHA-256, hexadecimal
    head: bytes
    foreign: bytes  # A sample that begins at the first byte beyond ASCII; empty if there is none
    newlines: int
    carriage_returns: int
    quotes: bool
    nul: bool
    ends_open: bool  # The last line has no line end

    @property
    def size(self) -> int:
        return self.identity.size

    @property
    def lines(self) -> int:
        return self.newlines + self.ends_open

    def assert_unchanged(self) -> None:
        """Raises: FileChanged if the file is not the one that was scanned."""
        now = Identity.of(self.path)
        if now == self.identity:
            return
        # A new name or mode is no change; new content is, also when its times were set back.
        if now.size != self.identity.size or digest_of(self.path) != self.digest:
            raise FileChanged(
                f"{self.path.name} changed while it was read ({self.identity.size} bytes before, "
                f"{now.size} now); nothing was kept; deliver it again when it is complete",
                f"{self.path.name} 在读取过程中发生了变化（之前 {self.identity.size} 字节，现在 {now.size} 字节），没有保留任何内容；"
                "请待文件写完后重新投送",
            )


def digest_of(path: Path) -> str:
    """Return the SHA-256 of the file in hexadecimal."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


class _Marks:
    """Counts over the blocks of a text file."""

    def __init__(self) -> None:
        self.newlines = self.carriage_returns = self.line = 0
        self.quotes = self.nul = False
        self.foreign = bytearray()

    def take(self, block: bytes, name: str, offset: int, unit: int) -> None:
        self.newlines += block.count(b"\n")
        if b"\r" in block:
            self.carriage_returns += block.count(b"\r")
        self.quotes = self.quotes or b'"' in block
        self.nul = self.nul or b"\0" in block
        self._foreign(block)
        if unit:
            self._line(block, name, offset, unit)

    def _foreign(self, block: bytes) -> None:
        if not self.foreign and not block.isascii():
            start = BEYOND_ASCII.search(block).start()  # type: ignore[union-attr]
            # Begin at a line, for in the middle of one the bytes of a wide character could be cut.
            self.foreign += block[max(block.rfind(b"\n", 0, start), 0) :][:SAMPLE]

    def _line(self, block: bytes, name: str, offset: int, unit: int) -> None:
        first = min((at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0), default=-1)
        if first < 0:
            self.line += len(block)
        else:
            longest = self.line + first
            self.line = len(block) - 1 - max(block.rfind(b"\n"), block.rfind(b"\r"))
            if longest > LINE_LIMIT * unit:
                self.line = longest
        if self.line > LINE_LIMIT * unit:
            raise LineTooLong(
                f"{name} has a line of more than {LINE_LIMIT} bytes after line {self.newlines} (near byte {offset}); "
                "its line ends are lost or a quote is not closed; export it again with one record per line",
                f"{name} 第 {self.newlines} 行之后有一行超过 {LINE_LIMIT} 字节（在第 {offset} 字节附近），换行符丢失或者引号没有闭合；"
                "请重新导出，每条记录一行",
            )


def scan(path: Path, *, text: bool = True, lines: bool = True, progress: Progress | None = None) -> Scan:
    """Read the file once in blocks of 1 MiB and return its fingerprint and what readers must know.

    `lines` says that it is read line by line, so that no line may be longer than the limit.
    Raises: FileEmpty; LineTooLong, before more than the limit was read of that line; FileChanged.
    """
    identity, marks, digest = Identity.of(path), _Marks(), hashlib.sha256()
    head, last, done = b"", b"", 0
    with path.open("rb", buffering=0) as source, ThreadPoolExecutor(1) as hasher:
        os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
        hashed: Future[None] | None = None
        while block := source.read(BLOCK):
            head = head or block[:SAMPLE]
            if hashed:
                hashed.result()  # One block at a time: their order is the digest's, and no more than two are held.
            hashed = hasher.submit(digest.update, block)  # Lets go of the interpreter, so the counts run beside it.
            if text:
                marks.take(block, path.name, done, lines * (2 if head[:2] in (b"\xff\xfe", b"\xfe\xff") else 1))
            done, last = done + len(block), block[-1:]
            if progress:
                progress(done, identity.size)
    if not done:
        raise FileEmpty(
            f"{path.name} is empty (0 bytes); deliver a file with a header and at least one record",
            f"{path.name} 为空（0 字节）；请投送带表头且至少有一条记录的文件",
        )
    found = Scan(
        path, identity, digest.hexdigest(), head, bytes(marks.foreign), marks.newlines, marks.carriage_returns,
        marks.quotes, marks.nul, last not in (b"\n", b"\r"),
    )  # fmt: skip
    found.assert_unchanged()
    return found
