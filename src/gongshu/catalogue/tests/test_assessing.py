"""An opening type rests on an assessment: what the data holds, what was chosen, why, by whom and when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.obligations.stage import Stage
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases.errors import EffectRefused
from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import services
from gongshu.catalogue.errors import NotReady
from gongshu.catalogue.tests.stage import NOW, complete

PERSON = {"name": "权利人", "code": "owner", "type": "text", "level": "general-3", "personal": "name"}


@pytest.fixture
def at_place(db, node, settings):
    def become(path):
        settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=path)
        return Stage()

    return become


@pytest.fixture
def stage(at_place):
    return at_place("cn/sichuan/dazhou")


def drafted(stage, **changed):
    return services.add(complete(**changed), actor=stage.cast("huang"), now=NOW)


@obligation("dazhou-25-3")
def test_a_published_opening_type_names_what_was_assessed_by_whom_and_why(stage):
    entry = drafted(
        stage, items=[*complete()["items"], PERSON], masked=True, consent=True, opening_reason="可与个人关联"
    )
    case = services.submit([entry.number], actor=stage.cast("huang"), now=NOW)
    move(case.number, "approve", Statement(), actor=stage.cast("chen"), now=NOW)
    entry.refresh_from_db()
    kept = entry.current.assessment
    assert (kept["opening"], kept["persons"], kept["protected"]) == ("conditional", ["owner"], ["personal_information"])
    assert (kept["by"], kept["on"], kept["article"]) == ("huang", "2025-09-29", "达州办法 第二十五条第二款")
    assert kept["reason"] == "可与个人关联；仅限核验"


@obligation("dazhou-25-3")
def test_data_is_not_opened_on_conditions_without_the_reason_that_the_assessment_gave(stage):
    entry = drafted(stage, opening_conditions="")
    with pytest.raises(NotReady, match="rests on an assessment") as refused:
        services.submit([entry.number], actor=stage.cast("huang"), now=NOW)
    assert "达州办法 第二十五条第二款" in str(refused.value)


@obligation("dazhou-25-3")
def test_what_was_changed_after_its_assessment_is_not_published(stage):
    entry = drafted(stage)
    case = services.submit([entry.number], actor=stage.cast("huang"), now=NOW)
    type(entry.draft).objects.filter(pk=entry.draft_id).update(opening="unconditional")
    with pytest.raises(EffectRefused, match="rests on no assessment") as refused:
        move(case.number, "approve", Statement(), actor=stage.cast("chen"), now=NOW)
    assert str(refused.value.article) == "达州办法 第二十五条第二款"


def test_the_record_of_the_submission_tells_the_assessment_and_no_name(stage):
    entry = drafted(stage)
    services.submit([entry.number], actor=stage.cast("huang"), now=NOW)
    body = AuditEvent.objects.get(event="catalogue:entry:submit").body
    assert ('"assessment"' in body, '"general-2":3' in body, "by_name" in body) == (True, True, False)


def test_where_no_text_asks_for_an_assessment_none_is_kept(at_place):
    entry = at_place("cn/shanxi/taiyuan").entry()
    assert entry.current.assessment == {}
