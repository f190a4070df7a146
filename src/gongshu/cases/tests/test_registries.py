"""What other layers declare to cases, and what is said when they have not."""

from __future__ import annotations

import pytest
from django.utils import translation

from gongshu import law
from gongshu.cases import effects, errors, subjects
from gongshu.cases.subjects import SubjectKind
from gongshu.ui.problems import problem_of


def test_every_effect_and_kind_of_subject_that_no_layer_declares_is_named(monkeypatch):
    monkeypatch.setattr(subjects, "_kinds", {})
    monkeypatch.setattr(effects, "_effects", {})
    said = list(effects.check(law.load()))
    assert "sharing-application in cn/sichuan/dazhou is about 'catalogue-entry', which no layer declares" in said
    assert any("submitted.grant names the effect 'grants.issue'" in each for each in said)


def test_a_kind_that_is_not_declared_is_answered_with_those_that_are(registry):
    with pytest.raises(errors.UnknownSubject, match="declared are catalogue-entry, grant, resource"):
        subjects.subject("spaceship", "1")


def test_the_owner_of_a_kind_may_answer_for_several_names(monkeypatch):
    monkeypatch.setattr(subjects, "_kinds", {})
    kind = SubjectKind(
        name="resource",
        label=str,
        address=str,
        facts=lambda number: {"resource": {"delivered": True}, "entry": {"state": "published"}},
        provider=lambda number: None,
    )
    subjects.declare(kind)
    found = subjects.subject("resource", "r1")
    assert found.spaces == {"resource": {"delivered": True}, "entry": {"state": "published"}}
    assert subjects.declared()["resource"].space == "resource"


def test_each_error_becomes_a_page_with_its_status_article_and_remedy():
    error = errors.CannotOpen(
        "不能提出",
        "cannot be opened",
        article="达州办法 第二十条",
        remedy_zh="改为开放申请",
        remedy_en="apply for opening",
        shown="511700-0001",
    )
    with translation.override("zh-hans"):
        problem = problem_of(error, "/cases/open/sharing-application")
    assert (problem.status, problem.what, problem.article, problem.remedy, problem.shown) == (
        409, "不能提出", "达州办法 第二十条", "改为开放申请", "511700-0001",
    )  # fmt: skip
    assert str(error) == "cannot be opened (达州办法 第二十条); apply for opening"


@pytest.mark.parametrize(
    "kind", [kind for kind in errors.CaseError.__subclasses__() if kind.__module__ == errors.__name__]
)
def test_every_error_of_cases_is_drawn_at_the_top_of_its_file_and_has_a_status(kind):
    assert kind.__name__ in errors.__doc__
    assert problem_of(kind("原因", "reason"), "/").status == kind.status
