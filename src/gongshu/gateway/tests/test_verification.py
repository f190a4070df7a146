"""Verification after a refusal (核实比对): by machine, by a batch of keys, or by a person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import services as cases
from gongshu.cases.errors import CannotOpen
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.gateway.tests.stage import NOW, at, said
from gongshu.jobs import worker
from gongshu.law.errors import NotProvidedFor
from gongshu.people import Refused
from gongshu.people.models import Account
from gongshu.sharing import queries, services
from gongshu.sharing.errors import NothingFound


@pytest.fixture
def refuse(stage, settings):
    """Refuses an application to share an entry, in Hunan, whose draft provides for verification."""
    from dataclasses import replace

    def of(entry):
        case = stage.applied(entry.number)
        stage.move(case.number, "refuse", stage.cast("chen"), said("不宜提供明细", "个人信息保护法 第六条"))
        settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/hunan")
        return Case.objects.get(number=case.number)

    return of


@pytest.fixture
def ask(stage, refuse, entry):
    refused = refuse(entry)

    def open_(*keys, by="liu", kind="verify", parent=refused):
        facts = {"request_type": kind, "keys": list(keys), "purpose": "核验申请材料"}
        made = cases.open_case("verification", [], facts, actor=stage.cast(by), now=at(0.1), parent=parent.number)
        worker.drain(at(0.1))
        return made.number

    return open_


@pytest.mark.obligation("hunan-15-8")
def test_after_a_refusal_the_source_verifies_by_machine(stage, ask):
    number = ask("U00003")
    moved = services.answer_as_found(number, actor=stage.cast("huang"), now=at(0.2))
    assert moved.state == "answered"
    found = queries.verification(stage.cast("liu"), number)
    assert (found.by, found.found, found.answered_by) == ("machine", [True], "huang")


def test_a_batch_of_keys_is_compared_line_by_line(stage, ask):
    number = ask("U00003", "U99999", "U00003,权利人=张三3", "U00003,权利人=李四", "U00003,工资=1", kind="compare")
    services.answer_as_found(number, actor=stage.cast("huang"), now=at(0.2))
    found = queries.verification(stage.cast("liu"), number)
    assert (found.by, found.found) == ("batch", [True, False, True, False, None])
    assert "相符 2 条" in found.answer


def test_what_was_asked_anew_is_looked_up_anew(stage, ask):
    number = ask("U00003")
    cases.move(
        number, "request_completion", said("单元号不全", missing="请补充单元号"), actor=stage.cast("huang"), now=at(0.2)
    )
    again = Statement(facts={"keys": ["U00003", "U99999"]})
    cases.move(number, "complete", again, actor=stage.cast("liu"), now=at(0.3))
    assert queries.verification(stage.cast("huang"), number) is None, (
        "nobody answers with what was found for other keys"
    )
    worker.drain(at(0.3))
    assert queries.verification(stage.cast("huang"), number).found == [True, False]


def test_the_page_of_the_case_leads_to_what_the_machine_found(stage, ask):
    client, number = Client(), ask("U00003", "U99999")
    address = reverse("sharing:verification", args=[number])

    def page(login, url=reverse("cases:case", args=[number])):
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(url).content.decode()

    assert address in page("huang")
    assert address not in page("liu")
    found = page("huang", address).partition("<tbody>")[2]
    assert found.index("U00003") < found.index("相符") < found.index("U99999") < found.index("不相符")
    services.answer_as_found(number, actor=stage.cast("huang"), now=at(0.2))
    assert address in page("liu")


def test_a_person_may_answer_in_words_of_their_own(stage, ask):
    number = ask("U00003")
    cases.move(number, "answer", said(answer="档案中有该单元的登记"), actor=stage.cast("huang"), now=at(0.2))
    found = queries.verification(stage.cast("liu"), number)
    assert (found.by, found.found, found.answer) == ("person", [], "档案中有该单元的登记")


def test_what_the_machine_found_is_the_sources_alone_until_it_answers(stage, ask):
    number = ask("U00003")
    assert queries.verification(stage.cast("liu"), number) is None
    assert queries.verification(stage.cast("huang"), number).found == [True]


def test_without_a_key_a_person_has_to_look(stage, ask):
    number = ask()
    with pytest.raises(NothingFound, match=r"须人工答复|person has to answer"):
        services.answer_as_found(number, actor=stage.cast("huang"), now=at(0.2))


def test_of_an_entry_with_only_files_the_source_is_told_to_read_them(stage, refuse, ask):
    guide = stage.files(("指南.pdf", b"%PDF-1.7"), sharing="conditional", title="审批指南")
    number = ask("U00003", parent=refuse(guide))
    with pytest.raises(NothingFound) as told:
        services.answer_as_found(number, actor=stage.cast("huang"), now=at(0.2))
    assert "该目录只有文件" in told.value.because["zh"]


def test_only_the_source_answers(stage, ask):
    number = ask("U00003")
    with pytest.raises(Refused):
        services.answer_as_found(number, actor=stage.cast("liu"), now=at(0.2))


def test_the_answer_is_an_event_that_tells_no_key(stage, ask):
    number = ask("U00003")
    services.answer_as_found(number, actor=stage.cast("huang"), now=at(0.2))
    event = AuditEvent.objects.get(event=Event.VERIFY_ANSWER)
    assert event.law == "湖南草案 第十五条第二款"
    assert "U00003" not in event.body


def test_nothing_is_verified_without_a_refusal(stage, settings):
    from dataclasses import replace

    entry = stage.entry()
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/hunan")
    with pytest.raises(CannotOpen):
        cases.open_case(
            "verification", [entry.number], {"request_type": "verify", "purpose": "x"}, actor=stage.cast("liu"), now=NOW
        )


def test_where_no_text_provides_for_it_there_is_no_verification(stage, entry):
    with pytest.raises(NotProvidedFor):
        cases.open_case(
            "verification", [entry.number], {"request_type": "verify", "purpose": "x"}, actor=stage.cast("liu"), now=NOW
        )
