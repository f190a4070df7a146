"""Steps 2 and 3 of a delivery to a file resource: the file is kept whole, byte for byte, and encrypted with a key of its own.

Its folder lies in the lake beside the tables. It is written under its key's number with the ending `.whole`; renaming it to
`.file` is the commit (step 3), so that recovery finds out by the name alone how far a process came.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from gongshu.catalogue.files import HeldFile, of_snapshot
from gongshu.collection import naming
from gongshu.collection.errors import DeliveryRefused, StorageGone
from gongshu.collection.lease import LeaseLost, Progress
from gongshu.collection.models import Delivery
from gongshu.collection.sources import Source
from gongshu.collection.vault import vault
from gongshu.grants import vaulting
from gongshu.lake.errors import KeyMissing
from gongshu.lake.naming import safe
from gongshu.lake.sniff import EXPANDED

LARGEST = EXPANDED  # bytes: what a workbook may unpack to is also what a file may have
BLOCK = 1 << 20


def require_keepable(source: Source) -> None:
    """Raise DeliveryRefused for an empty file, and for one that is too large; nothing is written for either."""
    if source.size == 0:
        raise DeliveryRefused(
            f"{source.name}：文件为空", f"{source.name} is empty", where=source.name, shown=source.name,
            remedy_zh="请核对后重新投送", remedy_en="check the file and deliver it again",
        )  # fmt: skip
    if source.size > LARGEST:
        raise DeliveryRefused(
            f"{source.name}：{source.size} 字节，超过单个文件的上限 {LARGEST} 字节", f"{source.name} has {source.size} bytes; a file may have {LARGEST}",
            where=source.name, shown=source.size, remedy_zh="请拆分后分别投送", remedy_en="divide it and deliver the parts",
        )  # fmt: skip


def write(delivery: Delivery, path: Path, progress: Progress) -> None:
    """Step 2: keep the file under a new key. What an earlier attempt left must be swept before.

    Raises: DeliveryRefused if the bytes are no longer those that were announced; OSError where the disk is full.
    """
    key = vault(delivery.number).new()
    delivery.file_key = key.key_id
    digest = sha256()
    size = vaulting.write(
        _place(delivery).with_suffix(".whole"), _blocks(path, delivery.size, digest, progress), key.key
    )
    if (size, digest.hexdigest()) != (delivery.size, delivery.digest):
        raise DeliveryRefused(
            f"{delivery.file_name}：读取过程中文件发生了变化，没有保留任何内容", f"{delivery.file_name} changed while it was read; nothing was kept",
            where=delivery.file_name, shown=size, remedy_zh="请待文件写完后重新投送", remedy_en="deliver it again once it is complete",
        )  # fmt: skip


def _blocks(path: Path, size: int, digest: object, progress: Progress) -> Iterator[bytes]:
    done = 0
    with path.open("rb") as source:
        # One byte more than announced shows that the file grew; reading on would let it grow without end.
        while done <= size and (block := source.read(min(BLOCK, size + 1 - done))):
            digest.update(block)  # type: ignore[attr-defined] # hashlib's class has no public name
            done += len(block)
            progress(min(done, size), size)
            yield block


def commit(delivery: Delivery) -> None:
    """Step 3. Raises: LeaseLost if another process swept the file, because it had taken the delivery over."""
    place = _place(delivery)
    try:
        place.with_suffix(".whole").rename(place)
    except FileNotFoundError as problem:
        raise LeaseLost(f"delivery {delivery.number} was taken over by another process") from problem
    _to_disk(place.parent)


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_committed(delivery: Delivery) -> bool:
    """Say whether step 3 was done; what recovery asks first."""
    return bool(delivery.file_key) and _place(delivery).is_file()


def held(delivery: Delivery) -> list[HeldFile]:
    """Return all files of the snapshot that this delivery makes: its own alone, or beside those that were published.

    By key means by name here: the file of the same name is replaced, the others stay.
    """
    own = HeldFile(
        file=delivery.number, name=delivery.file_name, size=delivery.size, digest=delivery.digest, media=naming.media_of(delivery.file_name),
        at=timezone.localtime(delivery.started_at).isoformat(), key=delivery.file_key,
    )  # fmt: skip
    before = () if delivery.mode == "replace" else of_snapshot(delivery.base)
    kept = [each for each in before if not _is_replaced(each, own, delivery.mode)]
    return [*kept, own]


def _is_replaced(each: HeldFile, own: HeldFile, mode: str) -> bool:
    return each.name == own.name and (mode == "upsert" or each.digest == own.digest)


def read(resource: str, file: HeldFile) -> Iterator[bytes]:
    """Yield the bytes of a kept file piece by piece. Raises: StorageGone before anything leaves; FileDamaged."""
    place = _path(resource, file.file, file.key)
    try:
        key = vault().get(file.key)
    except KeyMissing as problem:
        raise _gone(file) from problem
    if not place.is_file():
        raise _gone(file)
    return vaulting.read(place, key.key)


def _gone(file: HeldFile) -> StorageGone:
    return StorageGone(
        f"文件 {file.file} 已不在数据湖中", f"the file {file.file} is no longer in the lake", where=file.file,
        remedy_zh="请运行管理机构用同一份备份恢复控制库和数据湖", remedy_en="let the operator restore the control database and the lake from one backup",
    )  # fmt: skip


def sweep(delivery: Delivery) -> None:
    """Remove what a delivery that made no snapshot has written."""
    shutil.rmtree(_path(delivery.resource.number, delivery.number, "x").parent, ignore_errors=True)


def _place(delivery: Delivery) -> Path:
    return _path(delivery.resource.number, delivery.number, delivery.file_key)


def _path(resource: str, delivery: str, key: str) -> Path:
    return Path(settings.GONGSHU.lake) / "files" / safe(resource) / safe(delivery) / f"{safe(key)}.file"
