"""What participation refuses.

ParticipationError
├── StarsUnfit     not one to five stars (422)
├── SearchUnfit    a search without a name, or that asks nothing (422)
├── NotKept        no favourite or search of this person with this number (404)
└── LinkUnfit      the link of a letter was cut off or altered (404)
"""

from __future__ import annotations

from collections.abc import Mapping


class ParticipationError(Exception):
    """Says in both languages what is wrong and how to put it right."""

    status = 409

    def __init__(self, zh: str, en: str, *, remedy_zh: str, remedy_en: str, shown: object = "") -> None:
        self.because: Mapping[str, str] = {"zh": zh, "en": en}
        self.remedy: Mapping[str, str] = {"zh": remedy_zh, "en": remedy_en}
        self.shown = str(shown)
        super().__init__(f"{en}; {remedy_en}")


class StarsUnfit(ParticipationError):
    status = 422


class SearchUnfit(ParticipationError):
    status = 422


class NotKept(ParticipationError):
    status = 404


class LinkUnfit(ParticipationError):
    status = 404
