"""Errors of the law as pages and JSON; those of cases say their own status."""

from gongshu.law import errors as law
from gongshu.ui.problems import answers

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
