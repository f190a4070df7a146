"""Reports of errors by anybody, with or without an account, where a text lets them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.cases import services as cases
from gongshu.cases.errors import CaseError, FactsMissing, FactsUnfit, TooMany
from gongshu.cases.models import Case, Letter
from gongshu.cases.queries import by_receipt
from gongshu.cases.statement import Statement
from gongshu.catalogue import services
from gongshu.catalogue.tests.stage import NOW, complete, publish, settle
from gongshu.jobs import worker
from gongshu.law.errors import NotProvidedFor
from gongshu.people import ANYONE, Refused

SAID = {"grounds": "error", "reason": "面积有误", "contact_name": "周先生", "contact_mail": "zhou@example.com"}


@pytest.fixture
def jiangsu(db, node, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/jiangsu")
    return settle()


@pytest.fixture
def entry(jiangsu):
    said = complete(provider=jiangsu("huang").body, collection_method="direct", masked=True, opening="unconditional")
    basis = {"purpose": "登记", "scope": "本省", "method": "窗口", "format": "数据库", "process": "受理、登簿"}
    said["collection"] = {**said["collection"], **basis}
    return publish(services.add(said, actor=jiangsu("huang"), now=NOW), jiangsu("huang"), jiangsu("chen"))


def report(entry, actor=ANYONE, now=NOW, **changed):
    return cases.open_case("error-report", [entry.number], {**SAID, **changed}, actor=actor, now=now)


def test_a_visitor_reports_and_asks_by_number_and_code_how_it_stands(entry):
    case = report(entry)
    assert (case.applicant_body, case.applicant_account, case.decider) == (None, None, entry.provider)
    assert by_receipt(ANYONE, case.number, case.receipt_code)["case"] == case
    assert Letter.objects.get(case=case).facts["receiver"] == "周先生"


def test_a_visitor_leaves_an_address_for_the_answer(entry):
    with pytest.raises(FactsMissing, match="mail address"):
        report(entry, contact_mail="")
    with pytest.raises(FactsUnfit, match="'zhou' is no mail address"):
        report(entry, contact_mail="zhou")


def test_whoever_has_an_account_needs_no_address(entry, jiangsu):
    assert report(entry, jiangsu("lin"), contact_mail="").applicant_account.login == "lin"


def test_too_many_reports_of_one_contact_are_not_taken_in(entry):
    for _ in range(5):
        report(entry)
    with pytest.raises(TooMany):
        report(entry)
    assert report(entry, contact_mail="wang@example.com")


def test_a_visitor_may_open_nothing_else(entry):
    with pytest.raises((Refused, CaseError)):
        cases.open_case("opening-application", [entry.number], {}, actor=ANYONE, now=NOW)


def test_a_report_is_seen_by_the_bodies_that_handle_it_alone(entry, jiangsu):
    case = report(entry)
    seen = {who for who in ("wu", "lin", "liu", "shen") if Case.objects.visible_to(jiangsu(who)).filter(pk=case.pk)}
    assert seen == {"wu", "shen"}
    assert not Case.objects.visible_to(ANYONE).filter(pk=case.pk).exists()


def test_no_place_takes_such_reports_without_a_text(db, node, cast):
    entry = publish(services.add(complete(), actor=cast("huang"), now=NOW), cast("huang"), cast("chen"))
    with pytest.raises(NotProvidedFor):
        report(entry)


def test_the_page_of_a_data_set_leads_a_visitor_to_the_form_and_to_a_receipt(entry, client):
    page = client.get(f"/catalogue/{entry.number}").content.decode()
    where = f"/cases/open/error-report?about={entry.number}"
    assert where in page
    assert "联系邮箱" in client.get(where).content.decode()
    answer = client.post("/cases/open/error-report", {**SAID, "about": entry.number})
    case = Case.objects.get(procedure="error-report")
    assert (answer.status_code, case.receipt_code in answer.content.decode()) == (201, True)


def test_what_takes_an_account_asks_a_visitor_to_sign_in(entry, client):
    answer = client.get(f"/cases/open/opening-application?about={entry.number}")
    assert (answer.status_code, "next=/cases/open/opening-application" in answer["Location"]) == (302, True)


def test_a_program_without_a_token_gets_number_and_code_and_nothing_else(entry, client):
    said = {"procedure": "error-report", "about": [entry.number], "facts": SAID}
    answer = client.post("/api/v1/cases", said, content_type="application/json")
    assert (answer.status_code, set(answer.json())) == (201, {"number", "code"})


def test_a_visitor_gets_receipt_and_answer_by_mail(entry, jiangsu, mailbox):
    case = report(entry)
    worker.drain(NOW)
    cases.move(case.number, "keep", Statement(reason="与登记簿一致"), actor=jiangsu("wu"), now=NOW)
    worker.drain(NOW)
    receipt, answer = mailbox()
    assert receipt["To"] == answer["To"] == "zhou@example.com"
    assert case.receipt_code in receipt.get_body().get_content()
    assert "Kept as it is" in answer.get_body().get_content()
    assert [each.get_content_type() for each in answer.iter_attachments()] == ["application/pdf"]
    assert "zhou@example.com" not in str(list(AuditEvent.objects.values_list("body", flat=True)))
