"""What classification refuses.

ClassificationError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchRules      no such rules, or no version of this number (404)
├── NoSuchCatalogue  no catalogue of important data of this number that this person may see (404)
├── Unfit            what was handed in cannot be kept; all problems in one list (422)
└── TooLow           a level is below what a text or an input demands (422)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.catalogue.errors import CatalogueError


class ClassificationError(CatalogueError):
    pass


class NoSuchRules(ClassificationError):
    status = 404

    def __init__(self, number: object) -> None:
        super().__init__(
            f"没有编号为 {number} 的规则", f"there are no rules {number!r}", shown=number,
            remedy_zh="在分类分级规则页面查找", remedy_en="look on the page of the rules",
        )  # fmt: skip


class NoSuchCatalogue(ClassificationError):
    status = 404

    def __init__(self, number: object) -> None:
        super().__init__(
            f"没有您可以查看的重要数据目录 {number}", f"there is no catalogue of important data {number!r} that you may see", shown=number,
            remedy_zh="目录不公开，仅编制部门和列入数据的单位可以查看", remedy_en="it is not public: its author and the bodies whose data it lists see it",
        )  # fmt: skip


class Unfit(ClassificationError):
    status = 422

    def __init__(self, where: str, faults: Sequence[tuple[str, str]], article: Any = None) -> None:
        self.faults = tuple(faults)
        zh, en = ("\n".join(lines) for lines in zip(*faults, strict=True))
        super().__init__(
            f"{where} 不能保存：\n{zh}", f"{where} cannot be kept:\n{en}", where=where, shown=where, article=article,
            remedy_zh="改正后重新提交，什么也没有改动", remedy_en="mend it and send it again; nothing was changed",
        )  # fmt: skip


class TooLow(Unfit):
    pass
