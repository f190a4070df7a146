"""What oversight refuses.

OversightError
├── UnknownNotice  no notice with this number (404)
└── NoticeOver     the notice was taken down: lifted, replaced, or its term is over (410)
"""

from __future__ import annotations

from collections.abc import Mapping


class OversightError(Exception):
    """Says in both languages what is wrong and how to put it right."""

    status = 409

    def __init__(self, zh: str, en: str, *, remedy_zh: str, remedy_en: str, shown: object = "") -> None:
        self.because: Mapping[str, str] = {"zh": zh, "en": en}
        self.remedy: Mapping[str, str] = {"zh": remedy_zh, "en": remedy_en}
        self.shown = str(shown)
        super().__init__(f"{en}; {remedy_en}")


class UnknownNotice(OversightError):
    status = 404


class NoticeOver(OversightError):
    status = 410
