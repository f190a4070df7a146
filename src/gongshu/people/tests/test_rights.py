"""Who of the cast may do what: the whole table, so that a changed rule is seen."""

from datetime import UTC, datetime

import pytest

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.people import ANYONE, SYSTEM, Actor, actor_for_login, allowed
from gongshu.people.duties import ADMINISTRATIVE, GRANTED, SPEAKING, Duty
from gongshu.people.models import Account, Body
from gongshu.people.permission import in_general, rights
from gongshu.people.services import cast, make_cast

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)

# The rights of this layer that are not about one's own account or body, and who of the cast has them.
TABLE = {
    "people.public": {part.login for part in cast.PARTS} | {""},
    "people.accounts": {"sysadmin"},
    "people.bodies": {"sysadmin"},
    "people.duties": {"secadmin"},
    "people.administrators": {"secadmin"},
    "audit.read": {"auditadmin", "shen"},
    "audit.export": {"auditadmin", "shen"},
    "audit.erase": {"auditadmin"},
    "handle": {"chen", "he", "wu", "tan", "feng", "jiang"},
    "steward": {"liu", "huang", "feng"},
    "officer": {"chen", "he", "wu", "tan", "jiang"},
    "section_head": {"luo"},
    "leader": {"tang"},
    "chief_data_officer": {"gao"},
    "engineer": {"zhou"},
    "auditor": {"shen"},
    "system_admin": {"sysadmin"},
    "security_admin": {"secadmin"},
    "audit_admin": {"auditadmin"},
    "applicant": {"lin", "shutong"},
}


@pytest.fixture
def actors() -> dict[str, Actor]:
    make_cast(NOW)
    return {part.login: actor_for_login(part.login, NOW) for part in cast.PARTS} | {"": ANYONE}


def who(actors: dict[str, Actor], right: str, about: object = None) -> set[str]:
    return {login for login, actor in actors.items() if allowed(actor, right, about).allowed}


def test_the_table_of_rights_is_what_the_rules_say(actors):
    assert {right: who(actors, right) for right in TABLE} == TABLE


def test_every_right_about_nothing_in_particular_is_in_the_table(actors):
    ours = {name for name in rights() if name.split(".")[0] in {"people", "audit", "body"} or name in set(Duty)}
    about_something = {"people.own", "people.delegate", "people.chain", "body.speak", "audit.receipt"}
    assert ours - about_something == set(TABLE)


def test_one_speaks_for_ones_own_body_with_a_duty_that_speaks(actors):
    transport = Body.objects.get(code="511700-jtysj")
    assert who(actors, "body.speak", transport) == {"liu", "he"}
    centre = Body.objects.get(code="511700-dsjzx")
    assert who(actors, "body.speak", centre) == set()  # an engineer and administrators, none of whom speaks for it


def test_the_chain_of_a_body_is_set_by_its_leader_or_the_security_administrator(actors):
    bureau = Body.objects.get(code="511700-sjj")
    assert who(actors, "people.chain", bureau) == {"tang", "secadmin"}
    assert who(actors, "people.chain", Body.objects.get(code="511700-jtysj")) == {"secadmin"}


def test_an_account_is_its_owners_business(actors):
    liu = Account.objects.get(login="liu")
    assert who(actors, "people.own", liu) == {"liu"}
    assert who(actors, "people.delegate", liu) == {"liu", "secadmin"}
    assert who(actors, "people.own", None) == set()


def test_a_receipt_is_for_auditors_and_for_whoever_did_the_act(actors):
    event = AuditEvent(actor_login="chen")
    assert who(actors, "audit.receipt", event) == {"chen", "auditadmin", "shen"}


def test_an_act_of_nobody_has_a_receipt_for_auditors_only(actors):
    assert who(actors, "audit.receipt", AuditEvent(actor_login="")) == {"auditadmin", "shen"}


def test_no_administrator_may_do_the_work_of_another(actors):
    for mine, theirs in (
        ("sysadmin", "people.duties"),
        ("secadmin", "people.accounts"),
        ("auditadmin", "people.duties"),
    ):
        assert not allowed(actors[mine], theirs).allowed


def test_the_node_has_every_right_that_is_registered(actors):
    assert all(allowed(SYSTEM, right).allowed for right in rights())


def test_every_right_has_an_answer_for_everybody_in_general(actors):
    for actor in actors.values():
        for right in rights():
            ruling = in_general(actor, right)
            assert ruling.because["zh"]
            assert ruling.remedy["en"]


def test_duties_fall_into_granted_appointed_and_public_ones():
    assert set(GRANTED) | ADMINISTRATIVE | {Duty.APPLICANT} == set(Duty)
    assert not set(GRANTED) & ADMINISTRATIVE
    assert set(GRANTED) >= SPEAKING


def test_making_the_cast_left_an_event_for_every_account_duty_and_office(actors):
    counted = {
        event: AuditEvent.objects.filter(event=event).count() for event in (Event.ACCOUNT_CREATE, Event.DUTY_GRANT)
    }
    assert counted == {
        Event.ACCOUNT_CREATE: len(cast.PARTS),
        Event.DUTY_GRANT: sum(len(part.duties) for part in cast.PARTS),
    }
    assert AuditEvent.objects.filter(event=Event.ADMINISTRATOR_APPOINT).count() == 3
