"""What a description says by itself where its author is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gongshu.catalogue.description import Description
from gongshu.people.law import terms
from gongshu.people.models import Body


def completed(description: Description, body: Body, region: str, day: date) -> Description:
    """Return a description with what the provider's own record and the law of the place say where it is silent."""
    guides = terms(day).value("catalogue.compilation_basis", [])
    return replace(
        description,
        provider=body.code,
        region=region,
        contact=description.contact or body.contact,
        contact_details=description.contact_details or body.contact_details,
        # The form that entries are written in is the guide's; whoever followed another says so in the field.
        compiled_under=description.compiled_under or tuple(guides),
    )
