"""What can keep a case from being opened or moved.

CaseError
├── UnknownCase       no such case, or none that this person may see (404)
├── UnknownSubject    an identifier that its owner does not know (404)
├── FactsMissing      facts that the table or its text demands, all in one list (422)
├── FactsUnfit        facts of the wrong type, or that nobody declared (422)
├── CannotOpen        the condition for opening does not hold (409)
├── NoHolder          no body holds the role that has to decide (409)
├── OwnApplication    a body would decide its own application, or a person their own (409)
├── CaseMoved         somebody else moved the case first (409)
├── OnlyOnce          the table allows this move once and it was taken (409)
├── NotNow            the move's condition does not hold, or the body's internal chain stands before it (409)
├── EffectRefused     the capability that would carry the move out refuses it (409)
├── UnknownEffect     a table names an effect that no capability declares (500)
├── TooMany           visitors have handed in too much in too short a time (429)
└── BadAttachment     an empty or too large paper (422)
"""

from __future__ import annotations

from typing import Any


class CaseError(Exception):
    """Says in both languages what is wrong; `article`, `remedy` and `shown` go along to pages and JSON."""

    status = 409

    def __init__(
        self, zh: str, en: str, *, remedy_zh: str = "", remedy_en: str = "", article: Any = None, shown: object = ""
    ) -> None:
        self.because = {"zh": zh, "en": en}
        self.remedy = {"zh": remedy_zh, "en": remedy_en}
        self.article = article
        self.shown = str(shown)
        said = f" ({article})" if article else ""
        super().__init__(f"{en}{said}" + (f"; {remedy_en}" if remedy_en else ""))


class UnknownCase(CaseError):
    status = 404


class UnknownSubject(CaseError):
    status = 404


class FactsMissing(CaseError):
    status = 422


class FactsUnfit(CaseError):
    status = 422


class CannotOpen(CaseError):
    pass


class NoHolder(CaseError):
    pass


class OwnApplication(CaseError):
    pass


class CaseMoved(CaseError):
    pass


class OnlyOnce(CaseError):
    pass


class NotNow(CaseError):
    pass


class EffectRefused(CaseError):
    pass


class UnknownEffect(CaseError):
    status = 500


class TooMany(CaseError):
    status = 429


class BadAttachment(CaseError):
    status = 422
