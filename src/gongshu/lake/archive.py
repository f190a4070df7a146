"""ZIP archives: each member as if it had been handed over alone, without trusting what the archive says of itself."""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from .errors import FormatUnknown
from .nameless import linked, nameless
from .sniff import WORKBOOK_PARTS, is_layer, refuse_bomb

UTF8_NAME = 0x800  # The flag of a member whose name is UTF-8; without it Chinese programs write GBK.
ENCRYPTED = 0x1
LONGEST: Final = 60  # Characters of a name, its ending among them: no file system takes more than 255 bytes.
TABLES: Final = frozenset(
    (
        ".csv",
        ".tsv",
        ".xls",
        ".xlsx",
        ".xlsb",
        ".ods",
        ".parquet",
        ".json",
        ".jsonl",
        ".ndjson",
        ".geojson",
        ".dbf",
        ".dat",
    )
)
TEXTS: Final = frozenset(
    (".txt", ".html", ".htm", ".xml")
)  # Tables if there is nothing else; beside one, remarks about it


def is_archive(path: Path) -> bool:
    """Say whether a file is a ZIP archive that is neither a workbook nor holds shapefiles."""
    with path.open("rb") as source:
        if source.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not any(name in WORKBOOK_PARTS or is_layer(name) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def name_of(member: zipfile.ZipInfo) -> str:
    """Return the name of a member as its author sees it: GBK where the archive does not say UTF-8."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    written = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Yield the archive. Raises: ZipBomb, before anything is unpacked; FormatUnknown if it holds no file."""
    with zipfile.ZipFile(path) as archive:
        refuse_bomb(path, archive.infolist())
        if not files_of(archive):
            raise FormatUnknown(
                f"{path.name} is an archive without any file; pack at least one table into it",
                f"{path.name} 是空的压缩包；请至少放入一个表格文件",
            )
        yield archive


def files_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members that are files, without what macOS adds of its own."""
    return [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]


@contextmanager
def table_in(path: Path) -> Iterator[Path]:
    """Yield the one table of an archive, unpacked where no name leads to it; a file that is no archive as it is.

    Remarks, pictures and documents beside the table are left.
    Raises: FormatUnknown if the archive holds no table or several of them, or the table is encrypted or damaged; ZipBomb.
    """
    if not is_archive(path):
        yield path
        return
    with opened(path) as archive:
        member = _only_table(path, files_of(archive))
        with nameless(member.file_size) as handle:
            with os.fdopen(os.dup(handle), "wb") as out:
                copy(archive, member, out)
            with linked(handle, _last_name(member)) as table:
                yield table


def _only_table(path: Path, members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    endings = [(PurePosixPath(name_of(member)).suffix.lower(), member) for member in members]
    found = [one for ending, one in endings if ending in TABLES] or [one for ending, one in endings if ending in TEXTS]
    if len(found) == 1:
        return found[0]
    names = "、".join(name_of(one) for one in (found or members)[:5])
    if found:
        raise FormatUnknown(
            f"{path.name} holds {len(found)} tables ({names}); deliver each alone, or pack one only",
            f"{path.name} 中有 {len(found)} 个表格文件（{names}）；请逐个投送，或者每个压缩包只放一个表格",
        )
    raise FormatUnknown(
        f"{path.name} holds no table ({names}); pack a CSV, XLSX, JSON or Parquet file into it",
        f"{path.name} 中没有表格文件（{names}）；请放入 CSV、XLSX、JSON 或者 Parquet 文件",
    )


def _last_name(member: zipfile.ZipInfo) -> str:
    name = PurePosixPath(name_of(member).replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[-LONGEST:] or "member"


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Return the file of a member, written into `folder` under its last name alone, wherever its path points to.

    Raises: FormatUnknown if it is encrypted or damaged.
    """
    target = folder / _last_name(member)
    with target.open("wb") as out:
        copy(archive, member, out)
    return target


def copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, out: IO[bytes]) -> None:
    """Write the bytes of a member. Raises: FormatUnknown if it is encrypted or damaged."""
    name = name_of(member)
    if member.flag_bits & ENCRYPTED:
        raise FormatUnknown(f"{name} is encrypted; pack it without a password", f"{name} 已加密；请不设密码重新打包")
    try:
        with archive.open(member) as source:
            shutil.copyfileobj(source, out, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as problem:
        raise FormatUnknown(
            f"{name} cannot be unpacked ({problem}); pack it again", f"{name} 不能解压（{problem}）；请重新打包"
        ) from problem
