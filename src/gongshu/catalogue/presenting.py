"""An entry as JSON: the keys that scripts rely on, and all else that the page shows."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue import files, storing
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.models import Entry, EntryVersion, Item, Measure, Resource
from gongshu.catalogue.published import Published
from gongshu.catalogue.scoring import MOST, Profile, Score
from gongshu.catalogue.standing import sees_draft, state_of
from gongshu.catalogue.words import Attribute, ResourceKind
from gongshu.people.actor import Actor
from gongshu.ui.moments import local_iso


def to_json(held: Entry, actor: Actor) -> dict[str, Any]:
    """Return an entry that this person may see; what is only in a draft stays with those who see drafts."""
    version = held.shown
    said = {
        key: value
        for key, value in storing.plain(storing.description_of(version)).items()
        if key not in ("items", "provider")
    }
    return {
        **said,
        "entry": held.number,
        "resource_code": held.resource_code or None,
        "former_codes": list(held.codes.filter(left_at__isnull=False).values_list("code", flat=True))
        if held.resource_code
        else [],
        "state": state_of(held),
        "title": version.title,
        "abstract": version.abstract,
        "provider": held.provider.code,
        "provider_name": held.provider.zh,
        "sharing": version.sharing,
        "opening": version.opening,
        "update_frequency": version.update_frequency,
        "items": [_item(item, version) for item in version.items.all()],
        "resources": [_resource(each, actor, held) for each in held.resources.with_review().select_related("snapshot")],
        "version": version.number,
        "published_at": local_iso(held.published_at),
        "changed_at": local_iso(held.changed_at),
        "licence": _licence(version),
        "live": any(each.state == "hooked" for each in held.resources.all()),
        "draft": _draft(held, actor),
        "measures": [measure_json(each) for each in held.measures.all()],
    }


def score_json(found: Published, score: Score, profile: Profile) -> dict[str, Any]:
    """Return how well an entry is described: points of 405, what makes them up, and the fields of the profile."""
    return {
        "entry": found.number, "points": score.points, "of": MOST, "rating": score.rating, "metrics": [line.as_json() for line in score.lines],
        "profile": {"filled": profile.filled, "of": len(profile.fields), "fields": [each.as_json() for each in profile.fields]},
    }  # fmt: skip


def measure_json(measure: Measure) -> dict[str, Any]:
    """Return a measure that was taken on the data of an entry."""
    return {
        "case": measure.case, "entry": measure.entry.number, "kind": measure.kind, "wrong": measure.wrong, "done": measure.done,
        "affected": measure.affected, "mended": measure.mended or None, "article": measure.cited.label if measure.cited else None,
        "body": measure.body, "at": local_iso(measure.at), "lifted_at": local_iso(measure.lifted_at),
    }  # fmt: skip


def _licence(version: EntryVersion) -> dict[str, str] | None:
    licence = default_licence() if version.opening == Attribute.UNCONDITIONAL else None
    return licence.as_json() if licence else None


def _item(item: Item, version: EntryVersion) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": item.name,
        "code": item.code,
        "type": item.type,
        "level": item.level or version.level,
        "key": item.key,
    }
    more = {
        name: value
        for name in ("length", "standard", "required", "duty", "taken_from")
        if (value := getattr(item, name))
    }
    return {**said, **more, "personal": item.personal}


def _resource(each: Any, actor: Actor, held: Entry) -> dict[str, Any]:
    resource: Resource = each
    state = "in_review" if each.is_in_review and resource.state != "hooked" else str(resource.state)
    said: dict[str, Any] = {"resource": resource.number, "kind": resource.kind, "title": resource.title, "state": state}
    if resource.snapshot and (state == "hooked" or actor.body == held.provider.code):
        said |= {
            "snapshot": resource.snapshot.number,
            "rows": resource.snapshot.rows,
            "delivered_at": local_iso(resource.snapshot.at),
        }
        if resource.kind == ResourceKind.FILE and files.are_named_to(actor, held):
            said["files"] = [each.as_json() for each in files.of_snapshot(resource.snapshot)]
    return said


def _draft(held: Entry, actor: Actor) -> dict[str, Any] | None:
    if held.draft is None or held.current is None or not sees_draft(actor, held):
        return None
    in_review = bool(getattr(held, "is_in_review", False))
    return {"version": held.draft.number, "state": "in_review" if in_review else "draft", "title": held.draft.title}
