"""What the standards desk refuses.

StandardError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchStandard    no standard, element or code set of this number that this person may see (404)
├── StandardUnfit     a draft, a file or an opinion that cannot be kept; all problems in one list (422)
└── StandardState     the standard is under review, has no draft, or is not open to opinions (409)
"""

from __future__ import annotations

from gongshu.catalogue.errors import CatalogueError
from gongshu.people.told import Unfit, Unknown


class StandardError(CatalogueError):
    pass


class NoSuchStandard(Unknown, StandardError):
    what = ("标准、数据元或者代码集", "standard, element or code set")
    look = ("在数据标准中查找", "look in the list of standards")


class StandardUnfit(Unfit, StandardError):
    pass


class StandardState(StandardError):
    status = 409
