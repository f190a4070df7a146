"""What the census refuses.

CensusError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchRound   no round of this number that this person may see, or none in which they are asked (404)
├── RoundUnfit    a round or answers that cannot be kept; all problems in one list (422)
└── RoundState    the round is closed, still runs, or another one runs (409)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.catalogue.errors import CatalogueError


class CensusError(CatalogueError):
    pass


class NoSuchRound(CensusError):
    status = 404

    def __init__(self, number: object) -> None:
        super().__init__(
            f"没有您可以查看或者填报的普查 {number}", f"there is no census {number!r} that you may see or are asked in",
            shown=number, remedy_zh="在普查列表中查找", remedy_en="look in the list of censuses",
        )  # fmt: skip


class RoundUnfit(CensusError):
    status = 422

    def __init__(self, where: str, faults: Sequence[tuple[str, str]], article: Any = None) -> None:
        self.faults = tuple(faults)
        zh, en = ("\n".join(lines) for lines in zip(*faults, strict=True))
        super().__init__(
            f"{where} 不能保存：\n{zh}", f"{where} cannot be kept:\n{en}", where=where, shown=where, article=article,
            remedy_zh="改正后重新提交，什么也没有改动", remedy_en="mend it and send it again; nothing was changed",
        )  # fmt: skip


class RoundState(CensusError):
    status = 409
