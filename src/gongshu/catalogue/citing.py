"""How a published data set is cited: the sentence, what makes it certain which data was meant, and where that is proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongshu.audit.models import AuditEvent
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.published import Given, Published
from gongshu.ui.moments import local_iso


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedFile:
    """A file that anybody may download, by its digest."""

    name: str
    format: str
    address: str
    bytes: int
    digest: str  # SHA-256, hexadecimal
    proof: str  # address of the receipt that names the digest, empty before it is sealed
    record: int | None  # place in the log


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a paper or an answer names so that others find the same data again."""

    zh: str  # as GB/T 7714-2015 writes an electronic data set
    en: str  # as DataCite writes it
    page: str
    version: int  # of the description
    snapshots: Sequence[str]  # numbers of the data itself
    delivered_at: datetime | None
    licence: Mapping[str, str] | None  # None: nobody set one, or the data takes an application
    files: Sequence[CitedFile]

    def as_json(self) -> dict[str, Any]:
        return {
            "citation": {"zh": self.zh, "en": self.en}, "page": self.page, "version": self.version, "snapshots": list(self.snapshots),
            "delivered_at": local_iso(self.delivered_at), "licence": dict(self.licence) if self.licence else None,
            "files": [
                {"name": each.name, "format": each.format, "address": each.address, "bytes": each.bytes, "sha256": each.digest, "proof": each.proof or None, "record": each.record}
                for each in self.files
            ],
            "verifier": f"{settings.GONGSHU.address}/proof/verify.py",
        }  # fmt: skip


def citation(found: Published, day: date) -> Citation:
    """Return how a data set is cited by somebody who read it on a day."""
    node, version = settings.GONGSHU, found.version
    page = f"{node.address}/catalogue/{found.number}"
    snapshots = [each.resource.snapshot.number for each in found.given if each.resource.snapshot]
    newest = timezone.localdate(found.delivered_at or found.entry.changed_at)
    which = ", ".join(snapshots)
    licence = default_licence() if found.is_free else None
    return Citation(
        zh=f"{found.provider.zh}. {version.title}[DS/OL]. 第 {version.number} 版{f'，快照 {which}' if which else ''}. {node.name}, {newest.isoformat()}[{day.isoformat()}]. {page}.",
        en=f"{found.provider.en} ({newest.year}): {version.title}. Version {version.number}{f', snapshot {which}' if which else ''}. {node.name}. Dataset. {page} (accessed {day.isoformat()})",
        page=page, version=version.number, snapshots=snapshots, delivered_at=found.delivered_at,
        licence=licence.as_json() if licence else None, files=_files(found) if found.is_free else (),
    )  # fmt: skip


def _files(found: Published) -> list[CitedFile]:
    records = dict(
        AuditEvent.objects.filter(
            pk__in=[each.download.event for each in found.given if each.download], sealed_at__isnull=False
        ).values_list("pk", "index")
    )
    return [file for given in found.given for file in (*_table(found, given, records), *_kept(found, given))]


def _table(found: Published, given: Given, records: Mapping[int, int | None]) -> list[CitedFile]:
    held, home = given.download, settings.GONGSHU.address
    if held is None or given.resource.snapshot is None:
        return []
    record = records.get(held.event)
    return [
        CitedFile(
            name=f"{given.resource.snapshot.number}.{held.format}", format=held.format, bytes=held.bytes, digest=held.digest, record=record,
            address=f"{home}/data/{found.number}/download?format={held.format}", proof="" if record is None else receipt_address(held.digest),
        )
    ]  # fmt: skip


def _kept(found: Published, given: Given) -> list[CitedFile]:
    home = settings.GONGSHU.address
    return [
        CitedFile(
            name=each.name, format=each.format.lower(), bytes=each.size, digest=each.digest, proof="", record=None,
            address=f"{home}/data/{found.number}/files/{each.file}",
        )
        for each in given.files
    ]  # fmt: skip


def receipt_address(digest: str) -> str:
    """Return where the receipt of the record that names a digest is to be had."""
    return f"{settings.GONGSHU.address}/proof/digests/{digest}.json"
