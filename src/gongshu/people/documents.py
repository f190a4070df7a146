"""The JSON form of people and bodies, the same for pages, API and command line."""

from __future__ import annotations

from typing import Any

from gongshu.people.models import Body
from gongshu.people.queries import Person


def person_document(person: Person) -> dict[str, Any]:
    """Return a person as JSON: login, name, body, kind, duties."""
    return {
        "login": person.login,
        "name": person.name,
        "body": person.body,
        "kind": person.kind,
        "duties": list(person.duties),
    }


def body_document(body: Body) -> dict[str, Any]:
    """Return a body as JSON: code, names, kind, region, sector, status."""
    named = {"code": body.code, "zh": body.zh, "en": body.en, "short": body.short, "uscc": body.uscc}
    return named | {"kind": body.kind, "region": body.region_id, "sector": body.sector, "status": body.status}
