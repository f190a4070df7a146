"""Uploads go into the spool as they arrive, so that no file in clear is made for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from gongshu.collection import sources
from gongshu.collection.naming import named
from gongshu.collection.sources import Source
from gongshu.collection.spool import Writer
from gongshu.collection.steps import new_number


class Spooled(UploadedFile):  # type: ignore[type-arg] # generic for the type checker only
    """An uploaded file that lies in the spool; it has no content here."""

    def __init__(self, source: Source, kind: str) -> None:
        super().__init__(file=None, name=source.name, content_type=kind, size=source.size)
        self.source = source


class SpoolHandler(FileUploadHandler):
    """Encrypts every piece of an upload into the spool."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.number = new_number()
        self.writer = Writer(self.number)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.writer.take(raw_data)

    def file_complete(self, file_size: int) -> Spooled:
        return Spooled(_closed(self.writer, self.number, self.file_name or "upload"), self.content_type or "")

    def upload_interrupted(self) -> None:
        if hasattr(self, "writer"):
            sources.drop(_closed(self.writer, self.number, "interrupted"))


def _closed(writer: Writer, number: str, name: str) -> Source:
    writer.close()
    return Source(name=named(name), size=writer.size, digest=writer.digest, number=number, spool_key=writer.key.key_id)


def into_spool(request: HttpRequest) -> None:
    """Let the files of this request go to the spool; before anything reads its body."""
    request.upload_handlers = [SpoolHandler(request)]


def spooled(file: Any) -> Source:
    """Return an upload as a source: where it came through another handler, it is encrypted now."""
    if isinstance(file, Spooled):
        return file.source
    number = new_number()
    writer = Writer(number)
    pieces: Iterable[bytes] = file.chunks()
    for piece in pieces:
        writer.take(piece)
    return _closed(writer, number, file.name or "upload")


def drop_all(files: Iterable[Any]) -> None:
    """Remove uploads that came with a form that was not accepted."""
    for file in files:
        if isinstance(file, Spooled):
            sources.drop(file.source)
