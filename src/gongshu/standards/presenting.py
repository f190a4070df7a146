"""Standards, elements, codes and conformance for programs, and as rows of files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongshu.catalogue.models import Entry
from gongshu.standards import content
from gongshu.standards.models import Code, CodeSet, Conformance, Element, Norm, NormVersion
from gongshu.standards.queries import Rate, Shown, Standing, Used
from gongshu.standards.reading import HEADINGS
from gongshu.standards.services.drafting import Loaded
from gongshu.ui.moments import local_iso
from gongshu.ui.paging import Page


def norm_json(norm: Norm) -> dict[str, Any]:
    return {
        "standard": norm.pk, "code": norm.code, "zh": norm.zh, "en": norm.en, "kind": norm.kind, "level": norm.level, "sector": norm.sector,
        "body": norm.body.code, "state": norm.state, "version": norm.current.number if norm.current else None,
        "in_force_from": norm.current.in_force_from.isoformat() if norm.current and norm.current.in_force_from else None,
    }  # fmt: skip


def version_json(version: NormVersion) -> dict[str, Any]:
    return {
        "version": version.number, "text": version.text, "follows": version.follows, "elements": version.elements, "codes": version.codes,
        "source": version.source, "in_force_from": version.in_force_from.isoformat() if version.in_force_from else None,
        "issued_at": local_iso(version.issued_at), "case": version.case or None,
        "public_until": version.public_until.isoformat() if version.public_until else None,
    }  # fmt: skip


def shown_json(found: Shown) -> dict[str, Any]:
    """Return a standard with the version that is shown and its difference from the one before."""
    opinions = [
        {
            "opinion": each.pk, "who": each.who, "agrees": each.agrees, "text": each.text, "adopted": each.adopted or None,
            "answer": each.answer,
        }
        for each in found.opinions
    ]  # fmt: skip
    return {
        **norm_json(found.norm), "shown": version_json(found.version), "issuer": found.issuer.code if found.issuer else None,
        "article": str(found.article) if found.article else None, "versions": [each.number for each in found.versions],
        "changes": [change_json(each) for each in found.changes], "opinions": opinions, "case": found.case.number if found.case else None,
        "lacks": [{"because": dict(each.because), "article": str(each.article) if each.article else None} for each in found.lacks],
    }  # fmt: skip


def change_json(change: content.Change) -> dict[str, Any]:
    fields = {name: list(pair) for name, pair in change.fields.items()}
    return {"part": change.part, "how": change.how, "code": change.code, "zh": change.zh, "fields": fields}


def loaded_json(done: Loaded) -> dict[str, Any]:
    return {
        "part": done.part,
        "read": done.read,
        "kept": done.kept,
        "changes": [change_json(each) for each in done.changes],
    }


def element_json(element: Element) -> dict[str, Any]:
    return {
        "code": element.code, "zh": element.zh, "en": element.en, "definition": element.definition, "type": element.type,
        "length": element.length, "code_set": element.code_set or None, "source": element.source, "standard": element.norm.code,
        "live": element.live,
    }  # fmt: skip


def code_json(code: Code) -> dict[str, Any]:
    days = {name: getattr(code, name).isoformat() if getattr(code, name) else None for name in ("since", "until")}
    return {"value": code.value, "zh": code.zh, "en": code.en, **days}


def used_json(found: Used) -> dict[str, Any]:
    items = [
        {"entry": each.version.entry.number, "item": each.code, "name": each.name, "standard": each.standard} for each in found.items.rows
    ]  # fmt: skip
    return {
        "items": items, "before": found.items.before, "after": found.items.after, "elements": [each.code for each in found.elements],
        "rules": [{"entry": entry, "rule": rule} for entry, rule in found.rules],
    }  # fmt: skip


def set_json(held: CodeSet) -> dict[str, Any]:
    return {"code": held.code, "zh": held.zh, "standard": held.norm.code, "live": held.live}


def rate_json(rate: Rate) -> dict[str, Any]:
    return {
        "items": rate.items,
        "conform": rate.conform,
        "rate": round(rate.share, 4) if rate.share is not None else None,
    }


def standing_json(each: Standing) -> dict[str, Any]:
    lacks = {key: getattr(each, key) for key in ("names", "types", "lengths", "values")}
    return {"body": each.code or None, "name": each.name or None, **rate_json(each.rate), "lacks": lacks}


def conformance_json(each: Conformance) -> dict[str, Any]:
    return {
        "entry": each.entry.number, "column": each.column, "standard": each.standard, "rows": each.rows, "conforms": each.conforms,
        "name_fits": each.name_fits, "type_fits": each.type_fits, "too_long": each.too_long, "outside": each.outside,
    }  # fmt: skip


def entry_json(entry: Entry, rate: Rate, rows: Sequence[Conformance]) -> dict[str, Any]:
    return {"entry": entry.number, **rate_json(rate), "rows": [conformance_json(each) for each in rows]}


def standings_json(whole: Standing, bodies: Sequence[Standing], page: Page[Conformance]) -> dict[str, Any]:
    return {
        **standing_json(whole), "bodies": [standing_json(each) for each in bodies], "rows": [conformance_json(each) for each in page.rows],
        "before": page.before, "after": page.after,
    }  # fmt: skip


def file_of(given: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as the file that the import reads."""
    return json.dumps(list(given), ensure_ascii=False).encode()


def titles(part: str) -> list[str]:
    """Return the heads of a file of elements or codes, as the import reads them."""
    return [names[0] for names in HEADINGS[part].values()]


def rows(part: str, parts: Sequence[content.Part]) -> Iterator[list[str]]:
    """Yield elements or codes as rows under these heads."""
    for each in parts:
        yield ["" if (value := getattr(each, field)) is None else str(value) for field in HEADINGS[part]]
