"""Elements and code sets that hold, and what names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gongshu.catalogue.models import Entry, Item
from gongshu.people.actor import Actor
from gongshu.people.permission import query, require
from gongshu.standards import rivals, touching
from gongshu.standards.errors import NoSuchStandard
from gongshu.standards.models import Code, CodeSet, Element
from gongshu.standards.rivals import Rivals
from gongshu.ui.paging import Page, page


@query
def elements(actor: Actor, *, text: str = "", after: str = "", before: str = "") -> Page[Element]:
    """Return one page of the elements in force, newest first."""
    require(actor, "people.public")
    found = Element.objects.filter(live=True).select_related("norm")
    if text:
        found = found.filter(Q(code__icontains=text) | Q(zh__icontains=text) | Q(en__icontains=text))
    return page(found, after=after, before=before)


@query
def contested(actor: Actor, *, after: str = "", before: str = "") -> tuple[Page[Element], list[Rivals]]:
    """Return one page of elements, newest first, and those of them that items of several bodies collect in one place.

    A page costs what names its elements, by the index of items, however large the catalogue is.
    """
    held = elements(actor, after=after, before=before)
    found = rivals.naming(each.code for each in held.rows).filter(version__entry__in=Entry.objects.visible_to(actor))
    return held, [each for element in held.rows for each in rivals.of(element, found)]


@query
def element_of(actor: Actor, code: str) -> tuple[Element, CodeSet | None]:
    """Return an element by its code, with the code set whose values it takes. Raises: NoSuchStandard."""
    require(actor, "people.public")
    found = Element.objects.select_related("norm__body").filter(code=code).first()
    if found is None:
        raise NoSuchStandard(code)
    held = CodeSet.objects.filter(code=found.code_set).first() if found.code_set else None
    return found, held


@query
def code_set_of(actor: Actor, code: str) -> CodeSet:
    """Return a code set by its code. Raises: NoSuchStandard."""
    require(actor, "people.public")
    found: CodeSet | None = CodeSet.objects.select_related("norm__body").filter(code=code).first()
    if found is None:
        raise NoSuchStandard(code)
    return found


@query
def codes_of(actor: Actor, code: str, *, after: str = "", before: str = "") -> Page[Code]:
    """Return one page of the values of a code set, in their order. Raises: NoSuchStandard."""
    return page(code_set_of(actor, code).codes.all(), after=after, before=before, size=100, oldest_first=True)


@query
def code_sets_with(actor: Actor, codes: Mapping[str, str], day: date) -> list[str]:
    """Return the codes of the code sets in force that hold each of these codes under the same name, by code; none where there is none.

    Codes alone do not tell: 1 and 2 stand in nearly every set. A name is the same where one begins with the other: 男 and 男性.
    """
    require(actor, "people.public")
    rows = Code.objects.filter(Code.valid(day), held__live=True, value__in=codes).values_list(
        "held__code", "value", "zh"
    )
    alike: dict[str, set[str]] = {}
    for held, value, zh in rows:
        name = codes[value]
        if name and (zh.startswith(name) or name.startswith(zh)):
            alike.setdefault(held, set()).add(value)
    return sorted(held for held, values in alike.items() if len(values) == len(codes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What names an element or a code set, as far as this person may see it."""

    items: Page[Item]  # of published entries
    elements: Sequence[Element]  # that take the values of a code set
    rules: Sequence[tuple[str, str]]  # number of the entry, and what names it


@query
def used(actor: Actor, code: str, *, after: str = "", before: str = "") -> Used:
    """Return what a change of this element or code set touches: items directly or through an element, elements, rules."""
    through = list(Element.objects.filter(live=True, code_set=code).order_by("code")[:200])
    names = [code, *(each.code for each in through)]
    seen = Entry.objects.visible_to(actor)
    found = Item.objects.filter(standard__in=names, version__published_of__isnull=False, version__entry__in=seen)
    items = page(found.select_related("version__entry__provider"), after=after, before=before)
    return Used(items=items, elements=through, rules=touching.lines(actor, code))
