"""What participation refuses.

ParticipationError
├── StarsUnfit     not one to five stars (422)
├── SearchUnfit    a search without a name, or that asks nothing (422)
├── NotKept        no favourite or search of this person with this number (404)
└── LinkUnfit      the link of a letter was cut off or altered (404)
"""

from __future__ import annotations

from gongshu.people.told import Told


class ParticipationError(Told):
    status = 409


class StarsUnfit(ParticipationError):
    status = 422


class SearchUnfit(ParticipationError):
    status = 422


class NotKept(ParticipationError):
    status = 404


class LinkUnfit(ParticipationError):
    status = 404
