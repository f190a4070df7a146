"""Several opened tables as one ZIP, written while it is sent, with a manifest that says what each file is."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Sequence
from typing import IO, Any, Final, cast

from django.conf import settings
from starlette.responses import StreamingResponse

from gongshu.audit import Event
from gongshu.catalogue.licence import default_licence
from gongshu.gateway import lake, streaming
from gongshu.gateway.control import Access
from gongshu.gateway.problems import denied
from gongshu.gateway.recording import note
from gongshu.gateway.streaming import Again
from gongshu.lake.export import MEDIA

MOST: Final = 20  # tables of one ZIP
MOST_ROWS: Final = 2_000_000  # of all of them together


def wanted(entries: Sequence[str], format_: str) -> list[str]:
    """Return the numbers that were asked for, once each. Raises: Denied where there are none, too many, or no such format."""
    numbers = list(dict.fromkeys(each for each in entries if each))
    if format_ not in MEDIA or not 1 <= len(numbers) <= MOST:
        raise denied(
            422, f"一次打包 1 至 {MOST} 个数据集，格式为 {'、'.join(MEDIA)}", f"a ZIP holds 1 to {MOST} data sets in one of {', '.join(MEDIA)}",
            shown=f"{len(numbers)} {format_}", remedy_zh="减少数据集，或者分几次下载", remedy_en="choose fewer, or download them in several turns",
        )  # fmt: skip
    return numbers


async def bundle(accesses: Sequence[Access], format_: str, again: Again) -> StreamingResponse:
    """Stream the tables of these accesses. Each is recorded as a download of its own before the first byte leaves.

    Raises: Denied (409 for an entry without a table, 413 for too many rows).
    """
    for access in accesses:
        if access.table is None:
            raise streaming.no_table(access)
    rows = sum(access.table.rows for access in accesses if access.table)
    if rows > MOST_ROWS:
        raise denied(
            413, f"共 {rows} 行，一次打包不超过 {MOST_ROWS} 行", f"these are {rows} rows; a ZIP holds {MOST_ROWS} at most",
            shown=str(rows), remedy_zh="大的数据集请单独下载", remedy_en="download the large ones by themselves",
        )  # fmt: skip
    for access in accesses:
        assert access.table is not None
        facts = {
            "format": format_,
            "snapshot": access.table.snapshot,
            "rows_of_table": access.table.rows,
            "bundle": len(accesses),
        }
        await note(access, Event.USE_DOWNLOAD, facts=facts)
    headers = streaming.headers_of(f"{settings.GONGSHU.name}-{accesses[0].now():%Y-%m-%d}.zip", accesses[0])
    stream = streaming.written(lambda out: _write(accesses, format_, out))
    return StreamingResponse(streaming.guarded(stream, again), media_type="application/zip", headers=headers)


def _write(accesses: Sequence[Access], format_: str, out: IO[bytes]) -> None:
    said = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for access in accesses:
            said.append(_table(archive, access, format_))
        manifest = {
            "made_at": accesses[0].now().isoformat(timespec="seconds"),
            "from": settings.GONGSHU.address,
            "licence": licence.as_json() if (licence := default_licence()) else None,
            "files": said,
        }
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
        archive.writestr("SHA256SUMS", "".join(f"{each['sha256']}  {each['file']}\n" for each in said))


def _table(archive: zipfile.ZipFile, access: Access, format_: str) -> dict[str, Any]:
    table, chosen = access.table, access.selection
    assert table is not None
    name = f"{table.snapshot}.{format_}"
    with archive.open(name, "w", force_zip64=True) as member:
        counted = _Counted(member)
        rows = lake.engine().export(
            lake.ref_of(table), cast("IO[bytes]", counted), format_,
            columns=chosen.items, where=chosen.where, masks=chosen.masks,
        )  # fmt: skip
    return {
        "file": name, "entry": access.entry, "title": access.title, "snapshot": table.snapshot, "rows": rows, "bytes": counted.at,
        "sha256": counted.digest.hexdigest(), "media": MEDIA[format_], "law": access.law, "masked": sorted(chosen.masks),
    }  # fmt: skip


class _Counted:
    """A member of the ZIP that counts and digests what is written into it."""

    closed = False

    def __init__(self, member: IO[bytes]) -> None:
        self.member, self.digest, self.at = member, hashlib.sha256(), 0

    def write(self, data: Any) -> int:
        block = bytes(data)
        self.digest.update(block)
        self.at += len(block)
        self.member.write(block)
        return len(block)

    def tell(self) -> int:
        return self.at

    def flush(self) -> None:
        """The ZIP writes when it is full."""

    def seekable(self) -> bool:
        return False

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        """The ZIP closes its members itself."""
