"""What oversight refuses.

OversightError
├── UnknownNotice  no notice with this number (404)
└── NoticeOver     the notice was taken down: lifted, replaced, or its term is over (410)
"""

from __future__ import annotations

from gongshu.people.told import Told


class OversightError(Told):
    status = 409


class UnknownNotice(OversightError):
    status = 404


class NoticeOver(OversightError):
    status = 410
