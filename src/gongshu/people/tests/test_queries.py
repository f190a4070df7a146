"""What pages, API and command line read about people and about what they did."""

from datetime import timedelta

import pytest

from gongshu.audit import Event, Subject, log, sealer
from gongshu.audit.models import AuditEvent
from gongshu.audit.reading import NotSealedYet
from gongshu.ledger.verify import verify_receipt
from gongshu.people import Refused, queries
from gongshu.people.documents import body_document, person_document
from gongshu.people.models import Account
from gongshu.people.services import delegate, erase_record, export_ledger, issue_token, verify_ledger
from gongshu.people.tests import stage
from gongshu.people.tests.stage import NOW, acting, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ACCOUNT_LIU = Subject("account", "liu")


@pytest.fixture
def bureau(node):
    stage.regions()
    return stage.body()


@pytest.fixture
def liu(bureau):
    return person("liu", bureau, "steward", "handle")


@pytest.fixture
def auditor(bureau):
    return acting(person("shen", bureau, "auditor"))


def test_the_list_of_people_says_login_name_body_and_live_duties(liu, bureau):
    listed = queries.people(acting(liu), now=NOW)
    assert [person_document(one) for one in listed] == [
        {"login": "liu", "name": "Liu", "body": "511700-jtysj", "kind": "staff", "duties": ["handle", "steward"]}
    ]
    assert queries.people(acting(liu), now=NOW - DAY)[0].duties == ()


def test_the_list_of_people_can_be_narrowed_to_a_body(liu, bureau):
    admin = acting(person("secadmin", stage.body("511700-sjj", "市数据局"), office="security"))
    assert [one.login for one in queries.people(admin, now=NOW)] == ["liu", "secadmin"]
    assert [one.login for one in queries.people(admin, now=NOW, body="511700-sjj")] == ["secadmin"]
    assert queries.people(admin, now=NOW, body="nobody") == []


def test_a_member_of_the_public_is_an_applicant_in_the_list(bureau):
    lin = person("lin", None, kind="citizen")
    assert queries.people(acting(lin), now=NOW)[0].duties == ("applicant",)


def test_bodies_are_listed_from_the_top_of_the_map_down(liu, bureau):
    stage.body("510000-sjj", "省数据局", region="510000")
    stage.body("511702-sjj", "区数据局", region="511702")
    assert [body.code for body in queries.bodies(acting(liu))] == ["510000-sjj", "511700-jtysj", "511702-sjj"]


def test_a_body_as_json_says_what_it_is(bureau):
    said = body_document(bureau)
    assert said["code"] == "511700-jtysj"
    assert (said["kind"], said["region"], said["status"], said["uscc"]) == (
        "government_department",
        "511700",
        "live",
        None,
    )


def test_an_unknown_body_is_told_in_both_languages(liu):
    with pytest.raises(queries.NoSuchBody) as told:
        queries.body_page(acting(liu), "nobody", now=NOW, day=NOW.date())
    assert told.value.because["zh"].startswith("没有代码为 'nobody' 的单位")
    assert (told.value.status, str(told.value)) == (404, "no body has the code 'nobody'; /bodies lists those there are")


def test_the_account_page_is_its_owners(liu, bureau):
    he = person("he", bureau)
    issue_token(liu, "x", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    delegate(liu, he, ["steward"], since=NOW, until=NOW + DAY, reason="休假", actor=acting(liu), now=NOW)
    page = queries.account_page(acting(liu), liu, now=NOW)
    assert (list(page.duties), len(page.tokens), len(page.given), len(page.received)) == (
        ["handle", "steward"],
        1,
        1,
        0,
    )
    assert len(queries.account_page(acting(he), he, now=NOW).received) == 1
    with pytest.raises(Refused, match="only the owner of the account"):
        queries.account_page(acting(he), liu, now=NOW)


def test_what_has_ended_is_no_longer_on_the_account_page(liu, bureau):
    issue_token(liu, "x", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    delegate(
        liu, person("he", bureau), ["steward"], since=NOW, until=NOW + DAY, reason="休假", actor=acting(liu), now=NOW
    )
    page = queries.account_page(acting(liu), liu, now=NOW + DAY)
    assert (page.tokens, page.given) == ([], [])


def test_an_auditor_reads_the_trail_of_anything_and_nobody_else_does(liu, auditor):
    events = queries.trail(auditor, ACCOUNT_LIU)
    assert [event.event for event in events] == [Event.ACCOUNT_CREATE, Event.DUTY_GRANT, Event.DUTY_GRANT]
    with pytest.raises(Refused, match="only auditors read every audit record"):
        queries.trail(acting(liu), ACCOUNT_LIU)


def test_whoever_did_an_act_gets_its_receipt_and_it_verifies(liu, bureau):
    issue_token(liu, "x", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    event = AuditEvent.objects.get(event=Event.TOKEN_ISSUE)
    with pytest.raises(NotSealedYet):
        queries.receipt(acting(liu), event)
    sealer.seal(NOW)
    event.refresh_from_db()
    receipt = queries.receipt(acting(liu), event)
    assert verify_receipt(receipt.document, [log.public_key()]).ok
    with pytest.raises(Refused, match="only auditors and whoever did the act"):
        queries.receipt(acting(person("he", bureau)), event)


def test_anybody_may_verify_the_ledger_and_only_auditors_take_it_away(liu, auditor, tmp_path):
    sealer.seal(NOW)
    assert verify_ledger(actor=acting(liu), now=NOW).ok
    with pytest.raises(Refused, match="only auditors export the ledger"):
        export_ledger(tmp_path / "mine", actor=acting(liu), now=NOW)
    assert not (tmp_path / "mine").exists()
    assert export_ledger(tmp_path / "theirs", actor=auditor, now=NOW).size > 0


def test_only_the_audit_administrator_erases_and_the_erasure_is_an_event(liu, auditor, bureau):
    sealer.seal(NOW)
    event = AuditEvent.objects.get(event=Event.ACCOUNT_CREATE, subject_id="liu")
    with pytest.raises(Refused, match="only the audit administrator"):
        erase_record(event, law="个人信息保护法 第四十七条", actor=auditor, now=NOW)
    admin = acting(person("auditadmin", bureau, office="audit"))
    erase_record(event, law="个人信息保护法 第四十七条", actor=admin, now=NOW)
    sealer.seal(NOW)
    assert verify_ledger(actor=admin, now=NOW).ok
    erasure = AuditEvent.objects.get(event=Event.BODY_ERASE)
    assert (erasure.subject_id, erasure.law) == (str(event.pk), "个人信息保护法 第四十七条")


def test_why_names_the_rule_for_each_right(liu):
    assert queries.why(acting(liu), "steward").allowed
    refused = queries.why(acting(liu), "people.accounts")
    assert (refused.allowed, refused.rule, refused.because["zh"]) == (
        False,
        "people.accounts",
        "仅系统管理员可以开立、变更、注销账号",
    )
    assert {ruling.right for ruling in queries.rulings(acting(liu))} >= {"steward", "people.accounts", "audit.read"}


def test_a_list_of_people_costs_the_same_number_of_queries_however_long_it_is(liu, bureau, django_assert_num_queries):
    admin = acting(person("secadmin", bureau, office="security"))
    with django_assert_num_queries(2):
        queries.people(admin, now=NOW)
    for number in range(5):
        person(f"p{number}", bureau, "handle")
    with django_assert_num_queries(2):
        listed = queries.people(admin, now=NOW)
    assert len(listed) == Account.objects.count()
