"""Forms for programs: what they ask and from where; never what was filled in."""

from __future__ import annotations

from typing import Any

from gongshu.oneform.models import Filling, Form
from gongshu.oneform.queries import Shown
from gongshu.ui.moments import local_iso


def brief(form: Form) -> dict[str, Any]:
    return {"form": form.number, "title": form.title, "body": form.body.code, "key": form.key, "purpose": form.purpose, "ended_at": local_iso(form.ended_at)}  # fmt: skip


def form_json(found: Shown) -> dict[str, Any]:
    """Return a form with where each field is filled from; `could_be_shared` is an entry that holds what is asked."""
    fields = [
        {
            "place": field.place, "name": field.name, "standard": field.standard or None, "grant": field.grant or None, "entry": field.entry or None,
            "item": field.item or None, "could_be_shared": field.pointer or None,
        }
        for field, _title in found.fields
    ]  # fmt: skip
    return {**brief(found.form), "fields": fields}


def filling_json(held: Filling) -> dict[str, Any]:
    return {"filling": held.number, "form": held.form.number, "state": held.state, "sources": held.sources, "begun_at": local_iso(held.begun_at), "sent_at": local_iso(held.sent_at)}  # fmt: skip
