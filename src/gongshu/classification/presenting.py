"""Classification for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.classification.models import RuleText
from gongshu.classification.queries import Grading, Important, OneCatalogue, Round, Shown, Standing
from gongshu.law.grading import Matrix
from gongshu.ui.moments import local_iso


def table(matrix: Matrix) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    """Return the rows of the table: key and name of an object, and the grade that each harm gives, with the harm."""
    return [
        (key, words, [(matrix.grades[key][harm], named) for harm, named in matrix.harms.items()])
        for key, words in matrix.objects.items()
    ]


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    return {
        "standard": matrix.standard, "clauses": dict(matrix.clauses), "harms": dict(matrix.harms), "objects": dict(matrix.objects),
        "grades": dict(matrix.grades), "general_by": list(matrix.general_by), "general_levels": dict(matrix.general_levels), "no_harm": matrix.no_harm,
    }  # fmt: skip


def brief(held: RuleText) -> dict[str, Any]:
    return {
        "rules": held.number, "kind": held.kind, "region": held.region_id, "sector": held.sector or None, "author": held.author.code,
        "version": held.version, "title": held.title, "document": held.document or None, "in_force_on": held.in_force_on.isoformat(),
        "articles": held.articles, "digest": held.digest, "issued_at": local_iso(held.issued_at),
    }  # fmt: skip


def standings_json(found: Sequence[Standing], matrix: Matrix) -> dict[str, Any]:
    """Return which rules the texts of the place have made, the newest of each, and the table of the standard."""
    kinds = [
        {
            "kind": each.kind.name, "title": str(each.kind.title), "article": str(each.provided.article) if each.provided else None,
            "versions": [{**brief(held), "in_force": in_force} for held, in_force in each.versions],
        }
        for each in found
    ]  # fmt: skip
    return {"rules": kinds, "matrix": matrix_json(matrix)}


def rules_json(found: Shown) -> dict[str, Any]:
    """Return one version with all that it says and what it changed."""
    held, changed = found.held, found.changed
    return {
        **brief(held), "in_force": found.in_force, "statements": held.statements, "provisions": held.provisions, "made_with": held.made_with,
        "changed": {"added": list(changed.added), "removed": list(changed.removed), "restated": list(changed.restated)} if changed else None,
        "versions": [each.number for each in found.versions],
    }  # fmt: skip


def grading_json(found: Grading) -> dict[str, Any]:
    """Return what is proposed for each column of an entry and what was said of it."""
    lines = [
        {
            "column": line.proposal.code, "name": line.proposal.name, "present": line.proposal.present or None,
            "proposed": {
                "category": line.proposal.category.name if line.proposal.category else None, "level": line.proposal.level,
                "confidence": line.proposal.confidence, "floor": line.proposal.floor.level or None, "taken_from": line.proposal.floor.source or None,
            },
            "graded": {
                "category": line.graded.category or None, "level": line.graded.level, "reason": line.graded.reason or None,
                "at": local_iso(line.graded.at), "by": line.graded.by,
            } if line.graded else None,
        }
        for line in found.lines
    ]  # fmt: skip
    return {"entry": found.entry.number, "snapshot": found.snapshot.number, "left": found.left, "columns": lines}


def round_json(found: Round) -> dict[str, Any]:
    """Return what one's own body has to look at."""
    return {
        "articles": [str(term.article) for term in found.asked], "cycle": int(found.cycle.value) if found.cycle else None,
        "case": found.case.number if found.case else None, "due": found.clock.due.isoformat() if found.clock and found.clock.due else None,
        "entries": [{"entry": each.number, "title": each.shown.title} for each in found.due],
        "done": [{"entry": each.entry.number, "outcome": each.outcome, "reason": each.reason, "at": local_iso(each.at)} for each in found.done],
    }  # fmt: skip


def important_json(found: Important) -> dict[str, Any]:
    """Return what is listed, as far as this person sees it."""
    rows = [
        {
            "entry": each.entry.number, "title": each.entry.shown.title, "provider": each.entry.provider.code, "grade": each.grade, "items": each.items,
            "reason": each.reason, "author": each.author.code, "case": each.case, "article": each.article, "admitted_at": local_iso(each.admitted_at),
        }
        for each in found.page.rows
    ]  # fmt: skip
    return {
        "lists": {grade: str(term.article) for grade, _word, term in found.lists}, "author": found.author.code if found.author else None,
        "rows": rows, "before": found.page.before, "after": found.page.after, "versions": [each.number for each in found.versions],
    }  # fmt: skip


def catalogue_json(found: OneCatalogue) -> dict[str, Any]:
    """Return one version of a catalogue of important or core data."""
    held = found.held
    return {
        "catalogue": held.number, "grade": held.grade, "region": held.region_id, "author": held.author.code, "version": held.version, "rows": held.rows,
        "digest": held.digest, "articles": held.articles, "published_at": local_iso(held.published_at), "added": list(found.added),
        "removed": list(found.removed), "reported_at": local_iso(held.reported_at), "reported_to": held.reported_to or None,
        "report_letter": held.report_letter or None,
    }  # fmt: skip
