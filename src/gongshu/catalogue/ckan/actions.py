"""The actions: each takes what was asked and returns what CKAN would. Everything starts from what this person may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, Final

from django.conf import settings

from gongshu.catalogue import labels, queries
from gongshu.catalogue.ckan import packages
from gongshu.catalogue.ckan.asking import FACETS, MOST, Given, asked, is_true, number, order, required, words
from gongshu.catalogue.ckan.errors import ActionError, NotFound, UnknownAction
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.queries import Asked
from gongshu.people.actor import Actor
from gongshu.people.models import Body

Action = Callable[[Actor, Given], Any]
_TITLED: Final = {
    "domain": "domain",
    "opening": "opening",
    "sharing": "sharing",
    "frequency": "update_frequency",
    "format": "format",
}


def answer(name: str, actor: Actor, given: Given) -> Any:
    """Return what an action answers. Raises: ActionError."""
    action = ACTIONS.get(name)
    if action is None:
        raise UnknownAction(name, [*ACTIONS, "datastore_search"])
    return action(actor, given)


def site_read(_actor: Actor, _given: Given) -> bool:
    return True


def status_show(_actor: Actor, _given: Given) -> dict[str, Any]:
    node = settings.GONGSHU
    return {
        "site_title": node.name, "site_url": node.address, "site_description": "", "locale_default": "zh_Hans_CN", "error_emails_to": None,
        "ckan_version": "2.11", "extensions": ["datastore"], "software": f"Gongshu {version('gongshu')}",
    }  # fmt: skip


def help_show(_actor: Actor, given: Given) -> str:
    """Return what an action is for."""
    name = required(given, "name")
    if name == "datastore_search":
        return "The rows of an open table: resource_id, filters, q, fields, sort, limit, offset."
    if name not in ACTIONS:
        raise NotFound("action", name)
    return (ACTIONS[name].__doc__ or "Nothing is asked.").strip()


def package_list(actor: Actor, given: Given) -> list[str]:
    """The numbers of all data sets, by number: limit, offset."""
    found = queries.piece(
        actor, Asked(), start=_offset(given), size=number(given, "limit", 10**9, 10**9), order="number"
    )
    return list(found.numbers)


def current_package_list_with_resources(actor: Actor, given: Given) -> list[dict[str, Any]]:
    """All data sets whole, newest first: limit (at most 1,000), offset."""
    found = queries.piece(actor, Asked(), start=_offset(given), size=number(given, "limit", 100))
    return _packages(actor, found.numbers)


def package_show(actor: Actor, given: Given) -> dict[str, Any]:
    """One data set: id."""
    wanted = required(given, "id", "name_or_id")
    found = _packages(actor, [wanted])
    if not found:
        raise NotFound("dataset", wanted)
    return found[0]


def package_search(actor: Actor, given: Given) -> dict[str, Any]:
    """Data sets by words and facets: q, fq, sort, start, rows (at most 1,000), facet.field."""
    found = queries.piece(
        actor, asked(given), start=_offset(given, "start"), size=number(given, "rows", 10), order=order(given)
    )
    counted = _counted(found.counts, given)
    return {
        "count": found.total, "results": _packages(actor, found.numbers), "sort": str(given.get("sort") or "score desc, metadata_modified desc"),
        "facets": {name: {each["name"]: each["count"] for each in said["items"]} for name, said in counted.items()}, "search_facets": counted,
    }  # fmt: skip


def _counted(counts: Any, given: Given) -> dict[str, Any]:
    said = {}
    for name in words(given, "facet.field") if str(given.get("facet", "true")).lower() != "false" else ():
        if name not in FACETS:
            raise ActionError(f"Undefined field / 没有字段 {name}; known / 可用：{', '.join(FACETS)}", "facet.field")
        facet, most = FACETS[name], number(given, "facet.limit", 50)
        ranked = sorted(counts.get(facet, {}).items(), key=lambda each: (-each[1], each[0]))
        titles = _titles(facet, [value for value, _count in ranked[:most]])
        items = [
            {"name": value, "display_name": titles.get(value, value), "count": count}
            for value, count in ranked[:most]
            if value
        ]
        said[name] = {"title": name, "items": items}
    return said


def _titles(facet: str, values: Sequence[str]) -> dict[str, str]:
    if facet == "provider":
        return dict(Body.objects.filter(code__in=values).values_list("code", "zh"))
    return {value: str(labels.word(_TITLED[facet], value)) for value in values} if facet in _TITLED else {}


def organization_list(actor: Actor, given: Given) -> list[Any]:
    """The bodies that provide data sets: all_fields, limit, offset, organizations."""
    return _grouped(actor, given, "provider", "organizations", _organizations)


def _organizations(codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {body.code: packages.organization(body) for body in Body.objects.filter(code__in=codes)}


def organization_show(actor: Actor, given: Given) -> dict[str, Any]:
    """One body: id, include_datasets (its first ten)."""
    wanted = required(given, "id")
    body = Body.objects.visible_to(actor).filter(code=wanted).first()
    if body is None:
        raise NotFound("organization", wanted)
    return {**packages.organization(body), **_held(actor, given, "provider", wanted)}


def group_list(actor: Actor, given: Given) -> list[Any]:
    """The domains that data sets are in: all_fields, limit, offset, groups."""
    return _grouped(actor, given, "domain", "groups", lambda names: {name: packages.group(name) for name in names})


def group_show(actor: Actor, given: Given) -> dict[str, Any]:
    """One domain: id, include_datasets (its first ten)."""
    wanted = required(given, "id")
    if wanted not in {str(value) for value, _word in labels.choices("domain")}:
        raise NotFound("group", wanted)
    return {**packages.group(wanted), **_held(actor, given, "domain", wanted)}


def _grouped(
    actor: Actor, given: Given, facet: str, several: str, made: Callable[[Sequence[str]], dict[str, dict[str, Any]]]
) -> list[Any]:
    wanted, start = words(given, several), _offset(given)
    counts = queries.piece(actor, Asked(), start=0, size=0).counts.get(facet, {})
    names = sorted(value for value in counts if value and (not wanted or value in wanted))
    names = names[start : start + number(given, "limit", MOST)]
    if not is_true(given, "all_fields"):
        return names
    said = made(names)
    return [{**said[name], "package_count": counts[name]} for name in names if name in said]


def _held(actor: Actor, given: Given, facet: str, value: str) -> dict[str, Any]:
    found = queries.piece(
        actor, Asked(facets={facet: (value,)}), start=0, size=10 if is_true(given, "include_datasets") else 0
    )
    return {"package_count": found.total, "packages": _packages(actor, found.numbers)}


def tag_list(actor: Actor, given: Given) -> list[str]:
    """The keywords of all data sets: query."""
    wanted = str(given.get("query") or given.get("q") or "")
    return [word for word in queries.keywords(actor) if wanted in word]


def resource_show(actor: Actor, given: Given) -> dict[str, Any]:
    """One resource: id."""
    wanted = required(given, "id")
    for held in _packages(actor, [_entry_of(wanted)]):
        for each in held["resources"]:
            if each["id"] == wanted:
                return dict(each)
    raise NotFound("resource", wanted)


def _entry_of(resource: str) -> str:
    """Return the number of the entry that a resource, one of its forms or one of its files belongs to."""
    return "-".join(resource.split(".", maxsplit=1)[0].split("-")[:2])


def license_list(_actor: Actor, _given: Given) -> list[dict[str, Any]]:
    """The licence of opened data; none where the operator has set none."""
    licence = default_licence()
    if licence is None:
        return []
    return [
        {
            "id": packages.licence_id(licence),
            "title": licence.name,
            "url": licence.address,
            "status": "active",
            "domain_data": True,
        }
    ]


def _packages(actor: Actor, numbers: Sequence[str]) -> list[dict[str, Any]]:
    return [packages.package(each) for each in queries.some_published(actor, numbers)]


def _offset(given: Given, name: str = "offset") -> int:
    return number(given, name, 0, 10**9)


ACTIONS: Final[dict[str, Action]] = {
    action.__name__: action
    for action in (
        package_list, current_package_list_with_resources, package_show, package_search, organization_list, organization_show, group_list, group_show,
        tag_list, resource_show, license_list, site_read, status_show, help_show,
    )
}  # fmt: skip
