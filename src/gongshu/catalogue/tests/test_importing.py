"""Catalogues of older platforms come in as drafts under one batch review."""

from __future__ import annotations

import json

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.catalogue import queries, services, standing
from gongshu.catalogue.errors import EntryUnfit
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import NOW
from gongshu.people import Refused
from gongshu.people.models import Body

ROWS = [
    {"title": "公交站点"},
    {"title": "客运班线", "sharing": "unconditional", "items": [{"name": "班线编号", "code": "no"}]},
]


def body(actor):
    return Body.objects.get(code=actor.body)


def test_imported_entries_are_drafts_under_one_batch_review(liu):
    done = []
    imported = services.import_entries(body(liu), ROWS, actor=liu, now=NOW, progress=done.append)
    assert imported.numbers == ("511700-0001", "511700-0002")
    assert [standing.state_of(entry) for entry in queries.entries(liu)] == ["in_review", "in_review"]
    assert imported.case.startswith("2025-ML-")
    assert done == [2]
    event = AuditEvent.objects.get(event="catalogue:entry:import")
    assert json.loads(event.body)["facts"]["entries"] == list(imported.numbers)


def test_what_imported_entries_lack_is_told_to_the_reviewer(liu):
    services.import_entries(body(liu), ROWS, actor=liu, now=NOW)
    assert "format" in {problem.path for problem in queries.problems(liu, "511700-0001", NOW)}


def test_one_faulty_row_keeps_all_out_and_is_named(liu):
    with pytest.raises(EntryUnfit) as refused:
        services.import_entries(body(liu), [*ROWS, {"title": "", "sharing": "open"}], actor=liu, now=NOW)
    assert {problem.path for problem in refused.value.problems} == {"[3].title", "[3].sharing"}
    assert Entry.objects.count() == 0


def test_an_import_without_review_leaves_drafts(liu):
    assert services.import_entries(body(liu), ROWS, review=False, actor=liu, now=NOW).case == ""
    assert [standing.state_of(entry) for entry in queries.entries(liu)] == ["draft", "draft"]


def test_nobody_imports_for_another_body(liu, huang):
    with pytest.raises(Refused):
        services.import_entries(body(huang), ROWS, actor=liu, now=NOW)
