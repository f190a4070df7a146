"""Files that come in pieces: announced, taken piece by piece, delivered when whole, given up or swept."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.words import ResourceKind
from gongshu.collection import filing, pieces, sources
from gongshu.collection.errors import DeliveryRefused, NoSuchUpload, PieceUnfit, UploadUnfinished
from gongshu.collection.models import Delivery, Upload
from gongshu.collection.naming import named
from gongshu.collection.refusals import full
from gongshu.collection.services.delivering import Asked, begun, prepared
from gongshu.collection.sources import Source
from gongshu.collection.steps import new_number
from gongshu.collection.vault import vault
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What is said of a file before it comes."""

    file: str  # its name
    size: int  # bytes
    modified: int  # when it was changed last, milliseconds since 1970
    mode: str = ""
    mends: str = ""
    resource: str = ""


@service
def announce_upload(entry: str, said: Announced, *, actor: Actor, now: datetime) -> Upload:
    """Return the upload of this person for this file and entry: the one that was begun, with what has come of it, or a new one.

    What a whole file would be refused for is refused before it comes. Raises: as `deliver`; StorageGone where it does not fit on the disk.
    """
    name = named(said.file)
    target, _ = prepared(Asked(entry, said.resource, name, said.mode or None, said.mends), actor)
    _require_size(said.size, name, is_file=target.resource.kind == ResourceKind.FILE)
    mine = {
        "owner": actor.login, "entry": target.entry, "file_name": name, "size": said.size, "modified": said.modified,
    }  # fmt: skip
    to = {"mode": said.mode, "mends": said.mends, "resource": target.resource.number}
    found: Upload | None = Upload.objects.filter(**mine).first()
    if found is not None:
        Upload.objects.filter(pk=found.pk).update(**to, touched_at=now)
        found.refresh_from_db()
        return found
    _require_room(said.size, name)
    try:
        with transaction.atomic():
            number = new_number()
            key = vault(number).new().key_id
            made = Upload.objects.create(number=number, spool_key=key, touched_at=now, **mine, **to)
            record(Event.UPLOAD_ANNOUNCE, _subject(made), by=actor, at=now, facts={"bytes": said.size})
    except IntegrityError:  # Another request of the same person was quicker.
        return Upload.objects.get(**mine)
    return made


def _require_size(size: int, name: str, *, is_file: bool) -> None:
    if is_file:
        filing.require_keepable(Source(name=name, size=size, digest=""))
    if size <= 0:
        raise DeliveryRefused(
            f"{name}：文件为空，不能分段上传", f"{name} is empty; there are no pieces to send", where=name, shown=size,
            remedy_zh="请核对后重新投送", remedy_en="check the file and deliver it again",
        )  # fmt: skip


def _require_room(size: int, name: str) -> None:
    folder = Path(settings.GONGSHU.spool)
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if size > free:
        raise full(name, OSError(f"{size} bytes announced, {free} free"))


@service
def add_piece(
    number: str, offset: int, piece: bytes, digest: str, *, actor: Actor, now: datetime
) -> tuple[Upload, bool]:
    """Take the piece at this offset; return the upload and whether the piece was the next one. Another changes nothing.

    Raises: NoSuchUpload, Refused; PieceUnfit for a piece of another length, with another digest, or of another file; StorageGone.
    """
    _own(number, actor)
    try:
        with pieces.held(number) as file:
            upload = _own(number, actor)  # as it is now that nobody else writes
            if offset != upload.received or upload.received == upload.size:
                return upload, False
            pieces.require_fit(upload, piece, digest)
            pieces.write(file, upload, piece)
            pieces.note(upload, piece)
            upload.received, upload.touched_at = offset + len(piece), now
            upload.save(update_fields=["received", "touched_at"])
            return upload, True
    except pieces.Contradicted:
        drop_upload(number, actor=actor, now=now)
        raise PieceUnfit(
            "文件在上传期间发生了变化，已传的部分已删除", "the file changed while it was sent; what had come of it is deleted",
            where=number, remedy_zh="请重新选择文件上传", remedy_en="choose the file and send it anew",
        ) from None  # fmt: skip


@service
def finish_upload(number: str, *, actor: Actor, now: datetime) -> Delivery:
    """Make a delivery of a file that has come whole; the worker reads it. Return it, or the delivery that brought the same file.

    Asked again, after an answer that was lost, it returns what it returned. Raises: NoSuchUpload, UploadUnfinished; DeliveryRunning and the others of `deliver`, after which the file still lies there.
    """
    made = (
        Delivery.objects.visible_to(actor).select_related("resource__entry").filter(pk=number, actor_login=actor.login)
    )
    if (delivery := made.first()) is not None:
        require(actor, "collection.deliver", about=delivery.resource.entry)
        return delivery
    upload = _own(number, actor)
    if upload.received < upload.size:
        raise UploadUnfinished(
            f"文件 {upload.file_name} 尚缺 {upload.size - upload.received} 字节", f"{upload.size - upload.received} bytes of {upload.file_name} have not come yet",
            where=number, shown=upload.received, remedy_zh="从已收到的字节处继续发送", remedy_en="go on from the bytes that were received",
        )  # fmt: skip
    source = Source(name=upload.file_name, size=upload.size, digest=pieces.digest_of(upload), number=number, spool_key=upload.spool_key)  # fmt: skip
    asked = Asked(upload.entry.number, upload.resource, upload.file_name, upload.mode or None, upload.mends)
    target, before = prepared(asked, actor)
    with transaction.atomic():
        if not Upload.objects.filter(pk=number).delete()[0]:
            raise NoSuchUpload(number)  # Another request of the same person was quicker.
        delivery = begun(target, source, before, actor=actor, now=now, patience=0)
    if delivery.is_duplicate:
        sources.drop(source)
    pieces.forget(number)
    return delivery


@service
def drop_upload(number: str, *, actor: Actor, now: datetime) -> None:
    """Give a file up that has not come whole; nothing of it is kept. Raises: NoSuchUpload, Refused."""
    _drop(_own(number, actor), actor, now)


@service
def sweep_uploads(now: datetime) -> int:
    """Delete the uploads of which nothing has come for `upload_days` days, and return how many they were."""
    require(SYSTEM, "collection.sweep")
    found = list(Upload.objects.filter(touched_at__lt=now - timedelta(days=settings.GONGSHU.upload_days)))
    for upload in found:
        _drop(upload, SYSTEM, now)
    return len(found)


def _drop(upload: Upload, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        Upload.objects.filter(pk=upload.number).delete()
        record(Event.UPLOAD_DROP, _subject(upload), by=actor, at=now, facts={"received": upload.received})
    sources.drop(Source(name=upload.file_name, size=upload.size, digest="", number=upload.number, spool_key=upload.spool_key))  # fmt: skip
    pieces.forget(upload.number)


def _own(number: str, actor: Actor) -> Upload:
    found = Upload.objects.visible_to(actor).select_related("entry__provider").filter(pk=number).first()
    if found is None:
        raise NoSuchUpload(number)
    require(actor, "collection.deliver", about=found.entry)
    return found


def _subject(upload: Upload) -> Subject:
    return Subject("delivery", upload.number, f"{upload.resource} {upload.file_name}")
