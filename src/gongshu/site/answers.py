"""Errors of the layers that know no HTTP, with the status they are answered with. Others carry `status` themselves."""

from typing import Final

from gongshu.law import errors as law
from gongshu.site.node import NodeUnfit
from gongshu.ui.problems import answers

ANSWERS: Final[dict[type[Exception], int]] = {
    law.UnknownName: 404,
    law.LawNotInForce: 409,
    law.NotSet: 409,
    law.NothingProposed: 409,
    law.NotProvidedFor: 409,
    law.MoveNotAllowed: 409,
    NodeUnfit: 503,
}

for error, status in ANSWERS.items():
    answers(error, status)
