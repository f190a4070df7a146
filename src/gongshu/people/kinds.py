"""The kinds of body: those that the text of the place names, and two that the platform needs beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongshu.people.law import jurisdiction, terms

# A committee of a park acts in an entrusted territory (达州办法 第五条第二款); central bodies sit in a province without
# belonging to it. Both are kinds of their own beside whatever list the text of the place gives.
OWN = {
    "park_committee": {"zh": "园区管理委员会", "en": "Park committee"},
    "central_body": {"zh": "中央驻本地单位", "en": "Central body in the province"},
}
# Used where no text in force names kinds: before commencement, or in a text that is silent.
_SILENT = {
    "government_department": {"zh": "政务部门", "en": "Government department"},
    "public_service_organisation": {"zh": "公共服务组织", "en": "Public service organisation"},
}


def kinds(day: date) -> dict[str, Mapping[str, str]]:
    """Return the kinds of body on a day, each with its statutory word in both languages."""
    return {**(_named("organisations.body_kinds", day) or _SILENT), **OWN}


def sectors(day: date) -> dict[str, Mapping[str, str]]:
    """Return the sectors of public service organisations that the text names; empty where it is silent."""
    return _named("organisations.public_service_sectors", day)


def _named(parameter: str, day: date) -> dict[str, Mapping[str, str]]:
    # A body that is registered before the text begins is what the coming text will call it.
    main = jurisdiction().main
    begins = main.in_force_from if main else None
    term: Any = terms(max(day, begins) if begins else day).get(parameter)
    if term is None or not isinstance(term.value, list | tuple):
        return {}
    return {key: term.names.get(key, {"zh": key, "en": key}) for key in term.value}
