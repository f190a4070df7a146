"""From a source to the files that it holds for us: which there are, and the bytes of each as they come."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gongshu.collection.datasources import paging
from gongshu.collection.datasources.description import Database, Description, Folder, Paging, Storage, Web
from gongshu.outside import databases, storage
from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import Allowed
from gongshu.outside.sealing import headers_for
from gongshu.outside.web import NOT_MODIFIED, Client

SETTLED = 30.0  # seconds that a file lies unchanged before it is taken: whoever writes it has ended
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".writing")
BLOCK = 1 << 20
LARGEST = 8 << 30  # bytes of one file or reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One file or reading that may be taken."""

    name: str  # at its source
    version: str  # another one whenever its bytes change; empty: not known before it is read
    file: str  # how the delivery calls it
    opened: Callable[[], AbstractContextManager[Iterator[bytes]]]
    mark: dict[str, Any] = field(default_factory=dict)  # complete once the bytes were read
    empty: bool = False  # whether no bytes mean that nothing is new


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What is known of earlier fetches."""

    seen: frozenset[tuple[str, str]] = frozenset()  # names and versions that need not be taken again
    mark: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""  # of the newest file taken from an address
    keyed: bool = False  # whether rows that come again are updated by key


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowances:
    """What the operator opened."""

    networks: Sequence[Allowed] = ()
    folders: Sequence[str] = ()


@contextmanager
def pieces(said: Description, secret: str, before: Before, open_: Allowances) -> Iterator[Iterator[Piece]]:
    """Give what a source holds that was not taken yet, oldest first. Raises: OutsideFailed."""
    match said:
        case Folder():
            yield _files(said, before, open_)
        case Web():
            with Client(open_.networks) as client:
                yield _answers(said, secret, before, client)
        case Storage():
            with storage.connected(said.held, secret, open_.networks) as held:
                yield _objects(said, before, held)
        case Database():
            with databases.connected(said.server, secret, open_.networks) as (dialect, connection):
                yield _table(said, before, dialect, connection)


def _files(said: Folder, before: Before, open_: Allowances) -> Iterator[Piece]:
    root = Path(said.path).resolve()
    if not any(root.is_relative_to(Path(each).resolve()) for each in open_.folders):
        raise OutsideFailed(
            Cause.FORBIDDEN, f"文件夹 {said.path} 不在本节点可以读取的范围之内", f"this node may not read the folder {said.path}",
            remedy=("由运行管理机构在 gongshu.toml 的 source_folders 中写明该文件夹", "let the operator name the folder in source_folders of gongshu.toml"),
        )  # fmt: skip
    try:
        found = [(each.stat(follow_symlinks=False), each) for each in os.scandir(root)]
    except OSError as problem:
        raise OutsideFailed(Cause.MISSING, f"文件夹 {said.path} 不能读取", f"the folder {said.path} cannot be read") from problem  # fmt: skip
    for held, each in sorted(found, key=lambda one: (one[0].st_mtime_ns, one[1].name)):
        version = f"{held.st_size}-{held.st_mtime_ns}"
        if _is_wanted(each.name, said.pattern) and _is_settled(held) and (each.name, version) not in before.seen:
            yield Piece(name=each.name, version=version, file=each.name, opened=_opener(Path(each.path), version))


def _is_wanted(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) and not name.startswith((".", "~$")) and not name.lower().endswith(_UNFINISHED)


def _is_settled(held: os.stat_result) -> bool:
    # The times of files are the machine's; one from the future is a wrong clock and not a file being written.
    return stat.S_ISREG(held.st_mode) and held.st_size > 0 and abs(time.time() - held.st_mtime) >= SETTLED


def _opener(path: Path, version: str) -> Callable[[], AbstractContextManager[Iterator[bytes]]]:
    @contextmanager
    def opened() -> Iterator[Iterator[bytes]]:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError as problem:
            raise OutsideFailed(Cause.MISSING, f"文件 {path.name} 不能读取", f"{path.name} cannot be read") from problem
        with os.fdopen(handle, "rb") as file:
            yield _blocks(file, path.name, version)

    return opened


def _blocks(file: Any, name: str, version: str) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block
    held = os.fstat(file.fileno())
    if f"{held.st_size}-{held.st_mtime_ns}" != version:
        raise OutsideFailed(Cause.BROKEN_OFF, f"文件 {name} 在读取时发生了变化", f"{name} changed while it was read")


def _objects(said: Storage, before: Before, held: storage.Storage) -> Iterator[Piece]:
    found = [each for each in held.objects(said.prefix) if each.size and _is_wanted(each.key.rpartition("/")[2], said.pattern)]  # fmt: skip
    for each in sorted(found, key=lambda one: (one.at, one.key)):
        if (each.key, each.version) not in before.seen:

            @contextmanager
            def opened(key: str = each.key, size: int = each.size) -> Iterator[Iterator[bytes]]:
                with held.opened(key) as answer:
                    yield answer.pieces(size)

            yield Piece(name=each.key, version=each.version, file=each.key.rpartition("/")[2], opened=opened)


def _answers(said: Web, secret: str, before: Before, client: Client) -> Iterator[Piece]:
    headers = headers_for(said.credential, said.credential_name, secret)
    if said.paging != Paging.NONE:
        mark: dict[str, Any] = {}
        rows = paging.lines(said, headers, before.mark, mark, client)

        @contextmanager
        def opened() -> Iterator[Iterator[bytes]]:
            yield rows

        yield Piece(name=said.address, version="", file=f"{_tail(said)}.jsonl", opened=opened, mark=mark, empty=bool(said.mark))  # fmt: skip
        return
    if before.version:
        # An ETag stands in quotation marks, anything else is a moment.
        name = "If-None-Match" if '"' in before.version else "If-Modified-Since"
        headers |= {name: before.version}
    with client.get(said.address, headers, (200, NOT_MODIFIED)) as answer:
        if answer.status == NOT_MODIFIED:
            return

        @contextmanager
        def whole() -> Iterator[Iterator[bytes]]:
            yield answer.pieces(LARGEST)

        version = answer.headers.get("etag") or answer.headers.get("last-modified", "")
        yield Piece(name=said.address, version=version[:200], file=said.file or _tail(said), opened=whole)


def _tail(said: Web) -> str:
    return urlsplit(said.address).path.rstrip("/").rpartition("/")[2] or "answer"


def _table(said: Database, before: Before, dialect: Any, connection: Any) -> Iterator[Piece]:
    table = databases.describe(dialect, connection, said.table)
    if said.mark and table.column(said.mark) is None:
        raise OutsideFailed(Cause.MISSING, f"{said.table} 没有列 {said.mark}", f"{said.table} has no column {said.mark}")  # fmt: skip
    overlap = timedelta(minutes=said.overlap) if before.keyed else None
    window = databases.window_of(dialect, connection, table, said.mark, before.mark, overlap=overlap)
    if window is None:
        return
    names = dict(said.columns) or {each.name: each.name for each in table.columns if each.type}

    @contextmanager
    def opened() -> Iterator[Iterator[bytes]]:
        yield databases.rows_of(dialect, connection, table, names, window)

    yield Piece(name=said.table, version="", file=f"{said.table}.csv", opened=opened, mark=window.mark)
