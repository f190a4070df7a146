"""ZIP archives: each member as if it had been handed over alone, without trusting what the archive says of itself."""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from .errors import FormatUnknown
from .sniff import WORKBOOK_PARTS, refuse_bomb

UTF8_NAME = 0x800  # The flag of a member whose name is UTF-8; without it Chinese programs write GBK.
ENCRYPTED = 0x1


def is_archive(path: Path) -> bool:
    """Say whether a file is a ZIP archive that is no workbook."""
    with path.open("rb") as source:
        if source.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not any(name in WORKBOOK_PARTS for name in archive.namelist())
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


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    """Return the file of a member, written into `folder` under its last name alone, wherever its path points to.

    Raises: FormatUnknown if it is encrypted or damaged.
    """
    name = name_of(member)
    target = folder / (PurePosixPath(name.replace("\\", "/")).name or "member")
    if member.flag_bits & ENCRYPTED:
        raise FormatUnknown(f"{name} is encrypted; pack it without a password", f"{name} 已加密；请不设密码重新打包")
    try:
        with archive.open(member) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as problem:
        raise FormatUnknown(
            f"{name} cannot be unpacked ({problem}); pack it again", f"{name} 不能解压（{problem}）；请重新打包"
        ) from problem
    return target
