"""Errors of cases and of the law as pages and JSON."""

from gongshu.cases import errors
from gongshu.law import errors as law
from gongshu.ui.problems import answers

_ERRORS: tuple[type[errors.CaseError], ...] = (errors.CaseError, *errors.CaseError.__subclasses__())
for _error in _ERRORS:
    answers(_error, _error.status)
_REFUSALS: tuple[type[law.LawError], ...] = (
    law.LawNotInForce,
    law.NotProvidedFor,
    law.MoveNotAllowed,
    law.NotSet,
    law.NothingProposed,
)
for _refusal in _REFUSALS:
    answers(_refusal, 409)
answers(law.UnknownName, 404)
