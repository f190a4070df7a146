"""What the standards desk refuses.

StandardError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchStandard    no standard, element or code set of this number that this person may see (404)
├── StandardUnfit     a draft, a file or an opinion that cannot be kept; all problems in one list (422)
└── StandardState     the standard is under review, has no draft, or is not open to opinions (409)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.catalogue.errors import CatalogueError


class StandardError(CatalogueError):
    pass


class NoSuchStandard(StandardError):
    status = 404

    def __init__(self, number: object) -> None:
        super().__init__(
            f"没有您可以查看的标准、数据元或者代码集 {number}", f"there is no standard, element or code set {number!r} that you may see",
            shown=number, remedy_zh="在数据标准中查找", remedy_en="look in the list of standards",
        )  # fmt: skip


class StandardUnfit(StandardError):
    status = 422

    def __init__(self, where: str, faults: Sequence[tuple[str, str]], article: Any = None) -> None:
        self.faults = tuple(faults)
        zh, en = ("\n".join(lines) for lines in zip(*faults, strict=True))
        super().__init__(
            f"{where} 不能保存：\n{zh}", f"{where} cannot be kept:\n{en}", where=where, shown=where, article=article,
            remedy_zh="改正后重新提交，什么也没有改动", remedy_en="mend it and send it again; nothing was changed",
        )  # fmt: skip


class StandardState(StandardError):
    status = 409
