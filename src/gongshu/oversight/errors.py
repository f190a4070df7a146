"""What oversight refuses.

OversightError
├── UnknownNotice  no notice with this number (404)
├── NoticeOver     the notice was taken down: lifted, replaced, or its term is over (410)
├── UnknownMatter  no list of liability holds a matter of this number (404)
└── MatterUnfit    a matter lacks what its list says of each (422)
"""

from __future__ import annotations

from collections.abc import Sequence

from gongshu.people.told import Told


class OversightError(Told):
    status = 409


class UnknownNotice(OversightError):
    status = 404


class NoticeOver(OversightError):
    status = 410


class UnknownMatter(OversightError):
    status = 404


class MatterUnfit(OversightError):
    status = 422

    def __init__(self, missing: Sequence[tuple[str, str]]) -> None:
        zh, en = "、".join(each[0] for each in missing), ", ".join(each[1] for each in missing)
        super().__init__(
            f"没有写明{zh}",
            f"{en} is missing",
            remedy_zh="补充后再提交",
            remedy_en="add it and send it again",
            shown=en,
        )
