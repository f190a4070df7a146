"""In which encoding a text file is written, and how it is read as a stream of UTF-8."""

import codecs
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import EncodingUnknown
from .prescan import BLOCK, Progress, Scan

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DIRECT = ("utf-8", "utf-8-sig")  # DuckDB reads these itself.
LATIN = re.compile("[A-Za-z][\u0080-\u07ff]|[\u0080-\u07ff][A-Za-z]")  # é within a word
COINCIDENCES = 6  # letters; a fifth of Chinese characters fit both, so that more of them than these are no chance
READABLE = 0.5  # Share of the lines beyond ASCII that must decode
COMMON = 0.8  # Share of common ideographs that ordinary text has at least, punctuation and rare names among it


def keep_bytes(error: UnicodeError) -> tuple[str, int]:
    """Decode what fits no character to a replacement character followed by its bytes, so that nothing is lost."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "�" + "".join(f"\\x{byte:02x}" for byte in wrong), error.end


codecs.register_error("gongshu-keep-bytes", keep_bytes)
ON_ERROR = "gongshu-keep-bytes"


def encoding_of(found: Scan) -> str:
    """Return the Python name of the encoding: utf-8, utf-8-sig, utf-16 (utf-16-le or -be without a mark), gb18030
    (which contains GBK and GB 2312) or big5.

    Lines are counted, so that a few foreign lines do not change the verdict on the file, nor words of GBK that happen to
    be UTF-8 as well.
    Raises: EncodingUnknown.
    """
    for mark, name in MARKS:
        if found.head.startswith(mark):
            return name
    if found.nul and (wide := _wide(found.head)):
        return wide
    if not found.foreign:
        return "utf-8"
    lines = [line for line in found.foreign.split(b"\n") if not line.isascii()]
    lines = lines[:-1] or lines  # The last line of the sample may be cut in a character.
    name = _voted(lines)
    if sum(_decodes(line, name) for line in lines) >= READABLE * len(lines):
        return "big5" if name == "gb18030" and _is_big5(lines) else name
    raise EncodingUnknown(
        f"{found.path.name} is neither UTF-8 nor GB18030 (the first unreadable bytes are "
        f"{found.foreign.lstrip()[:12].hex(' ')}); save text as UTF-8, a workbook as XLSX, and deliver it again",
        f"{found.path.name} 既不是 UTF-8 也不是 GB18030（最先不能识别的字节为 {found.foreign.lstrip()[:12].hex(' ')}）；"
        "请把文本另存为 UTF-8，工作簿打开后另存为 XLSX（不加密码），再重新投送",
    )


def _voted(lines: list[bytes]) -> str:
    """Return the encoding that more lines speak for. A line that fits both speaks for neither by itself."""
    votes = {vote: [line for line in lines if _vote(line) == vote] for vote in ("utf-8", "gb18030", "either")}
    utf8, gb18030, doubtful = (len(found) for found in votes.values())
    seen = {char for line in votes["either"] for char in line.decode("utf-8", errors="ignore") if not char.isascii()}
    if len(seen) > COINCIDENCES:
        utf8 += doubtful
    elif not utf8:
        gb18030 += doubtful
    return "gb18030" if gb18030 > utf8 else "utf-8"


def _vote(line: bytes) -> str:
    # 站 and 桩 in GBK are two bytes that UTF-8 reads as one Armenian or Hebrew letter; Chinese in UTF-8 has three.
    if not _decodes(line, "utf-8"):
        return "gb18030" if _decodes(line, "gb18030") else "neither"
    text = line.decode("utf-8", errors="ignore")
    beyond = any(char > "\u07ff" for char in text) or LATIN.search(text)
    return "utf-8" if beyond or not _decodes(line, "gb18030") else "either"


def _wide(head: bytes) -> str | None:
    """Return the byte order of UTF-16 that bears no mark: its ASCII characters have all their NUL bytes on one side."""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) * 20 < len(head) or min(odd, even) * 4 > max(odd, even):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(name, errors="ignore")
    return name if "\n" in text or "\r" in text else None


def _is_big5(lines: list[bytes]) -> bool:
    """Say whether text that could be GB18030 is Big5: every line decodes, into common characters, and as GB18030 into rare ones."""
    both = (_common(lines, "big5", 0xA4, 0xC6), _common(lines, "gb18030", 0xB0, 0xD7))
    return both[0] >= COMMON and both[1] < COMMON - 0.2


def _common(lines: list[bytes], name: str, first: int, last: int) -> float:
    """Return the share of common ideographs among all characters beyond ASCII; the code lists them under leads of their own."""
    found = all_of = 0
    for line in lines:
        for character in line.decode(name, errors="replace"):
            if not character.isascii():
                code = character.encode(name, errors="ignore")
                all_of += 1
                found += (
                    len(code) == 2 and first <= code[0] <= last and code[1] >= (0xA1 if name == "gb18030" else 0x40)
                )
    return found / all_of if all_of else 0.0


def _decodes(line: bytes, name: str) -> bool:
    try:
        text = line.decode(name)
    except UnicodeDecodeError as error:
        return error.end >= len(line) > 3 and error.start > len(line) - 4  # The sample may have cut the line.
    return not re.search("[\x80-\x9f]", text)


def decoded(found: Scan, encoding: str) -> str:
    """Return the head of the file as text, without its last line where the sample may have cut it."""
    text = found.head.decode(encoding, errors="ignore")
    cut = text.rfind("\n")
    return text[: cut + 1] if cut > 0 and len(found.head) < found.size else text


@contextmanager
def utf8_pipe(path: Path, encoding: str, progress: Progress | None = None) -> Iterator[str]:
    """Yield the name of a pipe from which the file can be read once as UTF-8; nothing is written to disk."""
    reader, writer = os.pipe()
    feeder = threading.Thread(target=_feed, args=(path, encoding, writer, progress), daemon=True)
    feeder.start()
    try:
        yield f"/dev/fd/{reader}"
    finally:
        os.close(reader)  # The feeder ends with a broken pipe if the reader stopped early.
        feeder.join()


def _feed(path: Path, encoding: str, writer: int, progress: Progress | None) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(errors=ON_ERROR)
    size, done = path.stat().st_size, 0
    with suppress(BrokenPipeError), path.open("rb") as source, os.fdopen(writer, "wb", buffering=0) as out:
        while block := source.read(BLOCK):
            _write(out.fileno(), decoder.decode(block).encode("utf-8", errors="replace"))
            done += len(block)
            if progress:
                progress(done, size)
        _write(out.fileno(), decoder.decode(b"", final=True).encode("utf-8", errors="replace"))


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
