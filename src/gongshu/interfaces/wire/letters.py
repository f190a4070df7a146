"""Letters of an answer: what comes in GB 18030 or one of its elders is read on as UTF-8."""

from __future__ import annotations

import codecs
import re

from gongshu.interfaces.wire.failures import CallFailed, Outcome

_CHINESE = frozenset({"gb18030", "gbk", "gb2312", "gb_2312-80", "cp936", "x-gbk"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)")
_DECLARED = re.compile(rb"""(<\?xml[^>]{0,80}?encoding=["'])([\w-]+)""")


class Letters:
    """Turns the pieces of an answer into UTF-8; in which letters it comes is said by its head or, in XML, by its first line."""

    def __init__(self, kind: str, first: bytes) -> None:
        said, declared = _CHARSET.search(kind), _DECLARED.match(first)
        name = said[1] if said else declared[2].decode().lower() if declared else ""
        self._decoder = codecs.getincrementaldecoder("gb18030")() if name in _CHINESE else None
        self._begins = True

    def read(self, piece: bytes, *, last: bool = False) -> bytes:
        """Return a piece in UTF-8; half a letter waits for the next. Raises: CallFailed (format)."""
        if self._decoder is None:
            return piece
        if self._begins:
            piece, self._begins = _DECLARED.sub(rb"\1utf-8", piece, count=1), False
        try:
            return self._decoder.decode(piece, last).encode()
        except UnicodeError as problem:
            raise CallFailed(
                Outcome.FORMAT, "数源接口答复的文字编码有误", "the letters of the source's answer are damaged"
            ) from problem
