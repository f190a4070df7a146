"""What opening refuses.

OpeningError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── RecordUnfit      a masking record, consent, check or line of a plan lacks something; all problems in one list (422)
├── NoSuchRecord     no record of this number that this person may see (404)
├── NothingToCheck   no record or no table that the check could look at (409)
├── NotOverridable   the check has passed, or a text or the record itself forbids to override it (409)
└── NothingPlanned   a plan holds what its last version holds, so there is no next one (409)
"""

from __future__ import annotations

from gongshu.catalogue.errors import CatalogueError
from gongshu.people.told import Unfit, Unknown


class OpeningError(CatalogueError):
    pass


class RecordUnfit(Unfit, OpeningError):
    kept = ("登记", "recorded")


class NoSuchRecord(Unknown, OpeningError):
    pass


class NothingToCheck(OpeningError):
    pass


class NotOverridable(OpeningError):
    pass


class NothingPlanned(OpeningError):
    pass
