"""Errors of cases and of the law as pages and JSON."""

from gongshu.cases import errors
from gongshu.law import errors as law
from gongshu.ui.problems import answers

for _error in (errors.CaseError, *errors.CaseError.__subclasses__()):
    answers(_error, _error.status)
for _refusal in (law.LawNotInForce, law.NotProvidedFor, law.MoveNotAllowed, law.NotSet, law.NothingProposed):
    answers(_refusal, 409)
answers(law.UnknownName, 404)
