"""The law pages as JSON: the same readings, for programs."""

from __future__ import annotations

from typing import Any

from gongshu.law.parameters import Dated
from gongshu.portal.lawbook.articles import ArticlePage
from gongshu.portal.lawbook.counting import Count
from gongshu.portal.lawbook.places import Place
from gongshu.portal.lawbook.proofs import Duty
from gongshu.portal.lawbook.texts import Value


def of_count(counted: Count) -> dict[str, Any]:
    """Return when a term ends, under which article, and how it was counted."""
    due = counted.due
    return {
        "due": due.day,
        "unit": due.unit.replace("-", "_"),
        "article": due.article.number if due.article else None,
        "clause": due.article.clause if due.article else None,
        "law": due.article.law if due.article else None,
        "status": counted.term.status,
        "provisional": due.provisional,
        "counted": dict(counted.kinds),
    }


def of_place(place: Place) -> dict[str, Any]:
    """Return a place with its texts and how they stand."""
    return {
        "jurisdiction": place.path,
        "name": dict(place.name),
        "texts": [
            {
                "law": text.measure.short,
                "title": dict(text.measure.title),
                "rank": text.measure.rank,
                "status": text.status,
                "in_force_from": text.measure.in_force_from,
                "lapses": text.measure.lapses,
                "articles": text.articles,
            }
            for text in place.texts
        ],
    }


def of_article(page: ArticlePage) -> dict[str, Any]:
    """Return an article with its dated values, its duties and the procedures that rest on it."""
    return {
        "jurisdiction": page.place.path,
        "law": page.measure.short,
        "article": page.article.number,
        "status": page.status,
        "summary": dict(page.text.summary) if page.text else None,
        "values": [_value(value) for value in page.values],
        "duties": [_duty(duty) for duty in page.duties],
        "procedures": [each.procedure.name for each in page.citing],
        "cases": [{"name": each.name, "given": each.given, "expect": each.expect} for each in page.examples],
    }


def _value(value: Value) -> dict[str, Any]:
    parameter = value.parameter
    return {
        "name": parameter.name,
        "description": dict(parameter.description),
        "unit": parameter.unit.replace("-", "_"),
        "binding": parameter.binding,
        "strength": parameter.strength,
        "status": "verified" if parameter.verified else "unverified",
        "values": [_dated(dated) for dated in parameter.values],
    }


def _dated(dated: Dated) -> dict[str, Any]:
    return {"since": dated.since, "value": dated.value, "article": dated.article.label}


def _duty(duty: Duty) -> dict[str, Any]:
    row = duty.row
    return {"id": row.id, "summary": dict(row.summary), "carried": row.enforce, "proven_by": list(duty.proven_by)}
