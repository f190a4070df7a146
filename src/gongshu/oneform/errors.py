"""What one form refuses.

FormError
├── UnknownForm  no form or filling of this number that this person may see (404)
├── FormUnfit    a form cannot be defined so; all problems in one list (422)
├── FormOver     a form or a filling that takes nothing more (409)
└── NotFilled    shared data cannot be read for it now: the grant is over, for another purpose or used up (409)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.people.told import Told


class FormError(Told):
    status = 409
    article: Any = None


class UnknownForm(FormError):
    status = 404

    def __init__(self, number: str) -> None:
        super().__init__(
            f"没有编号为 {number} 的表单", f"there is no form or filling {number!r} that you may see", shown=number,
            remedy_zh="在表单页面查找", remedy_en="look it up on the page of forms",
        )  # fmt: skip


class FormUnfit(FormError):
    """Every fault of a form; `article` is the first that a text stands behind."""

    status = 422

    def __init__(self, faults: Sequence[tuple[str, str]], article: Any = None) -> None:
        zh, en = ("\n".join(each[place] for each in faults) for place in (0, 1))
        super().__init__(zh, en, remedy_zh="改正后重新提交", remedy_en="mend them and send it again", shown=len(faults))
        self.article = article


class FormOver(FormError):
    pass


class NotFilled(FormError):
    pass
