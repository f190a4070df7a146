"""What the registers refuse.

RegisterError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchSystem     no system of this number that this person may see (404)
├── NoSuchBody       no body of this code (404)
└── RegisterUnfit    a file or a form says what cannot be kept; all problems in one list (422)
"""

from __future__ import annotations

from gongshu.catalogue.errors import CatalogueError
from gongshu.people.told import Unfit, Unknown


class RegisterError(CatalogueError):
    pass


class NoSuchSystem(Unknown, RegisterError):
    what = ("信息系统", "system")
    look = ("核对编号，或者在系统清单中查找", "check the number or look in the list of systems")


class NoSuchBody(Unknown, RegisterError):
    what = ("单位", "body")
    look = ("在单位名录中查找", "look in the list of bodies")


class RegisterUnfit(Unfit, RegisterError):
    kept = ("登记", "registered")
