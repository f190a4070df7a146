"""Finding entries by their resource code or its beginning; a code that an entry had before finds it too."""

from __future__ import annotations

import re
from typing import Final

from gongshu.catalogue.models import ResourceCode

_CODE: Final = re.compile(r"\d{1,20}(/\d{0,10})?")


def found(text: str, most: int) -> list[int]:
    """Return the keys of the entries whose code begins with what was typed; none where that is no code."""
    typed = text.strip()
    if not _CODE.fullmatch(typed):
        return []
    place, stroke, _serial = typed.partition("/")
    # By way of the classes, of which there are few: a beginning alone is no range of an index in every database and collation.
    whose = {"place__code": place, "code__startswith": typed} if stroke else {"place__code__startswith": place}
    codes = ResourceCode.objects.filter(**whose).order_by("code")
    return list(dict.fromkeys(codes.values_list("entry", flat=True)[:most]))
