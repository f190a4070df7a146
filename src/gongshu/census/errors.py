"""What the census refuses.

CensusError (a CatalogueError: in both languages, with article, remedy and the offending value)
├── NoSuchRound   no round of this number that this person may see, or none in which they are asked (404)
├── RoundUnfit    a round or answers that cannot be kept; all problems in one list (422)
└── RoundState    the round is closed, still runs, or another one runs (409)
"""

from __future__ import annotations

from gongshu.catalogue.errors import CatalogueError
from gongshu.people.told import Unfit, Unknown


class CensusError(CatalogueError):
    pass


class NoSuchRound(Unknown, CensusError):
    what = ("普查", "census")
    look = ("在普查列表中查找", "look in the list of censuses")


class RoundUnfit(Unfit, CensusError):
    pass


class RoundState(CensusError):
    status = 409
