"""What the registers refuse.

RegisterError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchSystem     no system of this number that this person may see (404)
├── NoSuchBody       no body of this code (404)
└── RegisterUnfit    a file or a form says what cannot be kept; all problems in one list (422)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.catalogue.errors import CatalogueError


class RegisterError(CatalogueError):
    pass


class NoSuchSystem(RegisterError):
    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(
            f"没有您可以查看的信息系统 {number}", f"there is no system {number!r} that you may see", shown=number,
            remedy_zh="核对编号，或者在系统清单中查找", remedy_en="check the number or look in the list of systems",
        )  # fmt: skip


class NoSuchBody(RegisterError):
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(
            f"没有代码为 {code} 的单位", f"there is no body {code!r}", shown=code,
            remedy_zh="在单位名录中查找", remedy_en="look in the list of bodies",
        )  # fmt: skip


class RegisterUnfit(RegisterError):
    status = 422

    def __init__(self, where: str, faults: Sequence[tuple[str, str]], article: Any = None) -> None:
        self.faults = tuple(faults)
        zh, en = ("\n".join(lines) for lines in zip(*faults, strict=True))
        super().__init__(
            f"{where} 不能登记：\n{zh}", f"{where} cannot be registered:\n{en}", where=where, shown=where, article=article,
            remedy_zh="改正后重新提交，什么也没有改动", remedy_en="mend it and send it again; nothing was changed",
        )  # fmt: skip
