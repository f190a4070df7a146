"""What one form refuses.

FormError
├── UnknownForm  no form or filling of this number that this person may see (404)
├── FormUnfit    a form cannot be defined so; all problems in one list (422)
├── FormOver     a form or a filling that takes nothing more (409)
└── NotFilled    shared data cannot be read for it now: the grant is over, for another purpose or used up (409)
"""

from __future__ import annotations

from gongshu.people.told import Told, Unfit, Unknown


class FormError(Told):
    status = 409


class UnknownForm(Unknown, FormError):
    what = ("表单或者填写", "form or filling")
    look = ("在表单页面查找", "look it up on the page of forms")


class FormUnfit(Unfit, FormError):
    kept = ("使用", "used so")


class FormOver(FormError):
    pass


class NotFilled(FormError):
    pass
