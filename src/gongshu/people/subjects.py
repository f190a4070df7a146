"""How people and bodies are called in audit events."""

from __future__ import annotations

from gongshu.audit import Subject
from gongshu.people.models import Account, Body


def subject_of(about: Account | Body) -> Subject:
    """Return the subject of an event about an account or a body."""
    if isinstance(about, Body):
        return Subject("body", about.code, about.zh)
    return Subject("account", about.login, about.name)
