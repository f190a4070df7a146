"""What a description says by itself where its author is silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from gongshu.catalogue.description import Description
from gongshu.people.law import terms
from gongshu.people.models import Body

Filler = Callable[[Description, date], Description]
_fillers: Final[list[Filler]] = []


def also(filler: Filler) -> Filler:
    """Have a description filled further by what a layer above the catalogue keeps, such as what the elements say that items name."""
    _fillers.append(filler)
    return filler


def completed(description: Description, body: Body, region: str, day: date) -> Description:
    """Return a description with what the provider's own record and the law of the place say where it is silent."""
    guides = terms(day).value("catalogue.compilation_basis", [])
    said = replace(
        description,
        provider=body.code,
        region=region,
        contact=description.contact or body.contact,
        contact_details=description.contact_details or body.contact_details,
        # The form that entries are written in is the guide's; whoever followed another says so in the field.
        compiled_under=description.compiled_under or tuple(guides),
    )
    for filler in _fillers:
        said = filler(said, day)
    return said
