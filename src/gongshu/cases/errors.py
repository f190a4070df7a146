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

from gongshu.people.told import Told


class CaseError(Told):
    status = 409


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
