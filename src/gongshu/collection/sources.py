"""Where the bytes of a delivery come from: a file that a command names, or an upload in the spool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gongshu.collection import spool
from gongshu.collection.errors import DeliveryRefused
from gongshu.collection.models import Delivery, FileKey
from gongshu.collection.naming import named
from gongshu.lake.prescan import digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to deliver. Exactly one of `path` and `spool_key` is there."""

    name: str
    size: int  # bytes
    digest: str  # SHA-256, hexadecimal
    path: Path | None = None
    number: str = ""  # of the delivery that the spool file waits for
    spool_key: str = ""


def local(path: Path) -> Source:
    """Return a file of this machine as a source. Raises: DeliveryRefused if it is not a readable file."""
    try:
        if not path.is_file():
            raise _unreadable(path, "no such file")
        return Source(name=named(path.name), size=path.stat().st_size, digest=digest_of(path), path=path.resolve())
    except OSError as problem:
        raise _unreadable(path, problem.strerror or str(problem)) from problem


def _unreadable(path: Path, why: str) -> DeliveryRefused:
    return DeliveryRefused(
        f"文件 {path} 无法读取", f"{path} cannot be read ({why})", where=str(path), shown=path.name,
        remedy_zh="核对文件路径和读取权限", remedy_en="check the path and the permission to read it",
    )  # fmt: skip


@contextmanager
def opened(delivery: Delivery) -> Iterator[Path]:
    """Yield a path at which the delivered bytes are read. Raises: DeliveryRefused if a later attempt finds other bytes; StorageGone."""
    if delivery.spool_key:
        with spool.opened(delivery.number, delivery.spool_key, delivery.file_name) as path:
            yield path
        return
    yield Path(delivery.source)


def is_there(delivery: Delivery) -> bool:
    """Say whether the same bytes can be read again after a crash."""
    if delivery.spool_key:
        return spool.path_of(delivery.number).is_file()
    path = Path(delivery.source)
    return path.is_file() and path.stat().st_size == delivery.size and digest_of(path) == delivery.digest


def forget(delivery: Delivery) -> None:
    """Remove an upload from the spool once its delivery has ended, and its key, so that no copy can be read again."""
    if delivery.spool_key:
        _remove(delivery.number, delivery.spool_key)


def drop(source: Source) -> None:
    """Remove an upload that was not taken."""
    if source.spool_key:
        _remove(source.number, source.spool_key)


def _remove(number: str, key_id: str) -> None:
    spool.remove(number)
    FileKey.objects.filter(pk=key_id).delete()
