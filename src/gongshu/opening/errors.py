"""What opening refuses.

OpeningError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── RecordUnfit      a masking record, consent, check or line of a plan lacks something; all problems in one list (422)
├── NoSuchRecord     no record of this number that this person may see (404)
├── NothingToCheck   no record or no table that the check could look at (409)
├── NotOverridable   the check has passed, or a text or the record itself forbids to override it (409)
└── NothingPlanned   a plan holds what its last version holds, so there is no next one (409)
"""

from __future__ import annotations

from collections.abc import Sequence

from gongshu.catalogue.errors import CatalogueError


class OpeningError(CatalogueError):
    pass


class RecordUnfit(OpeningError):
    status = 422

    def __init__(self, number: str, faults: Sequence[tuple[str, str]]) -> None:
        zh, en = ("\n".join(lines) for lines in zip(*faults, strict=True))
        super().__init__(
            f"{number} 不能登记：\n{zh}", f"{number} cannot be recorded:\n{en}", shown=number,
            remedy_zh="补正后重新提交", remedy_en="complete it and send it again",
        )  # fmt: skip


class NoSuchRecord(OpeningError):
    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(
            f"没有您可以查看的记录 {number}", f"there is no record {number!r} that you may see", shown=number,
            remedy_zh="核对编号", remedy_en="check the number",
        )  # fmt: skip


class NothingToCheck(OpeningError):
    pass


class NotOverridable(OpeningError):
    pass


class NothingPlanned(OpeningError):
    pass
