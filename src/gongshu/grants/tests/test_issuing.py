"""Decisions of cases become grants, and what may not be granted stops the decision."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import services as cases
from gongshu.cases.errors import EffectRefused
from gongshu.grants.errors import NotLawful, TermsUnfit
from gongshu.grants.models import Grant, Handout
from gongshu.grants.services import issue_token
from gongshu.grants.tests.stage import APPLICATION, NOW, PURPOSE, at, said

pytestmark = pytest.mark.django_db


def test_a_grant_has_what_was_applied_for_and_the_article_of_the_decision(grant):
    assert grant.number.startswith("2025-SQ-")
    assert (grant.channel, grant.body.code, grant.provider.code) == ("sharing", "511700-jtysj", "511700-zrzyj")
    assert grant.items == ["unit_no", "area", "registered_on", "owner", "owner_id", "district"]
    assert (grant.purpose, grant.purpose_kind, grant.state) == (PURPOSE, "statutory_duty", "live")
    assert grant.cited.label == "达州办法 第二十条第二款"


def test_personal_items_of_a_grant_are_masked_by_their_level(grant):
    assert grant.masking == {"owner": "partial", "owner_id": "partial"}


def test_a_grant_is_an_event_of_the_decision(grant):
    event = AuditEvent.objects.get(event=Event.GRANT_ISSUE)
    assert (event.subject_id, event.actor_login, event.law) == (grant.number, "chen", "达州办法 第二十条第二款")
    assert grant.fingerprint in event.body


def test_the_officer_may_grant_less_than_was_applied_for(stage, entry):
    facts = {"items": ["unit_no", "area", "district"], "until": "2025-12-31", "quota": 500}
    grant = stage.granted(
        entry.number, facts=facts, items=["unit_no"], rows={"district": ["城东"]}, until="2025-10-31", quota=100
    )
    assert (grant.items, grant.rows, grant.until.isoformat(), grant.quota) == (
        ["unit_no"],
        {"district": {"in": ["城东"]}},
        "2025-10-31",
        100,
    )


@pytest.mark.parametrize(
    ("terms", "named"),
    [
        ({"items": ["unit_no", "owner"]}, "items"),
        ({"until": "2026-06-30"}, "until"),
        ({"quota": 501}, "quota"),
        ({"masking": {"owner_id": "none"}}, "masking"),
        ({"rows": {"district": ["城东", "城西"]}}, "rows"),
    ],
)
def test_nothing_wider_than_the_application_or_the_entry_can_be_granted(stage, entry, terms, named):
    facts = {"items": ["unit_no", "area"], "until": "2025-12-31", "quota": 500, "rows": {"district": ["城东"]}}
    with pytest.raises(TermsUnfit, match=named):
        stage.granted(entry.number, facts=facts, **terms)
    assert not Grant.objects.exists()


def test_a_refused_grant_leaves_the_case_where_it_was(stage, entry):
    case = stage.applied(entry.number, items=["unit_no"])
    with pytest.raises(TermsUnfit):
        stage.move(case.number, "grant", stage.cast("chen"), said(items=["area"]))
    case.refresh_from_db()
    assert (case.state, case.moves.count()) == ("submitted", 0)


def test_an_empty_catalogue_entry_cannot_be_granted(stage):
    entry = stage.entry(hooked=False)
    with pytest.raises(TermsUnfit, match="has no live resource"):
        stage.granted(entry.number)


def test_every_fault_of_the_terms_is_told_at_once(stage, entry):
    with pytest.raises(TermsUnfit, match="2 terms of the grant") as found:
        stage.granted(entry.number, facts={"items": ["unit_no"], "quota": 5}, items=["area"], quota=9)
    assert "items" in found.value.shown
    assert "quota" in found.value.shown


def test_an_application_about_two_entries_of_a_body_gives_a_grant_for_each(stage, entry):
    other = stage.entry(title="宗地信息", items=[{"name": "宗地号", "code": "parcel", "type": "text", "key": True}])
    case = stage.applied(entry.number, other.number, items=["unit_no", "parcel"])
    stage.move(case.number, "grant", stage.cast("chen"))
    assert dict(Grant.objects.filter(case=case.number).values_list("entry", "items")) == {
        entry.number: ["unit_no"],
        other.number: ["parcel"],
    }


def test_an_entry_of_which_no_item_was_named_is_not_granted_by_silence(stage, entry):
    other = stage.entry(title="宗地信息", items=[{"name": "宗地号", "code": "parcel", "type": "text", "key": True}])
    case = stage.applied(entry.number, other.number, items=["unit_no"])
    with pytest.raises(TermsUnfit):
        stage.move(case.number, "grant", stage.cast("chen"))


def test_ending_the_grant_by_decision_stops_its_tokens(stage, grant):
    token, _ = issue_token(grant.number, "系统", actor=stage.cast("liu"), now=NOW)
    stage.move(grant.case, "end", stage.cast("chen"), said("用途变更", "达州办法 第四十三条第二款"), now=at(1))
    grant.refresh_from_db()
    assert (grant.state, Handout.objects.get(pk=token.pk).stage) == ("ended", "stopped")


def test_the_clock_ends_a_grant_on_the_day_after_its_last_one(stage, entry):
    grant = stage.granted(entry.number, until="2025-10-10")
    cases.tick(at(11))
    grant.refresh_from_db()
    assert grant.state == "live"
    cases.tick(at(12))
    grant.refresh_from_db()
    assert grant.state == "expired"
    assert AuditEvent.objects.filter(event=Event.GRANT_EXPIRE, actor_login="clock").exists()


def test_a_grant_that_ended_before_its_last_day_does_not_stop_the_clock(stage, entry):
    grant = stage.granted(entry.number, until="2025-10-10")
    Grant.objects.filter(pk=grant.pk).update(state="ended", ended_at=NOW)
    cases.tick(at(30))
    grant.refresh_from_db()
    assert grant.state == "ended"


def test_renewing_moves_the_last_day_only_forward(stage, entry):
    grant = stage.granted(entry.number, until="2025-10-10")
    stage.move(grant.case, "renew", stage.cast("chen"), said("继续履职", until="2026-03-31"), now=at(2))
    grant.refresh_from_db()
    assert grant.until.isoformat() == "2026-03-31"
    with pytest.raises(TermsUnfit, match="not later"):
        stage.move(grant.case, "renew", stage.cast("chen"), said("继续履职", until="2026-01-31"), now=at(3))


def test_changed_terms_stay_within_the_application_and_stop_files_made_before(stage, entry):
    grant = stage.granted(entry.number, facts={"items": ["unit_no", "area"]})
    stage.move(grant.case, "change", stage.cast("chen"), said("缩小范围", items=["unit_no"]), now=at(1))
    grant.refresh_from_db()
    assert grant.items == ["unit_no"]
    assert AuditEvent.objects.filter(event=Event.GRANT_CHANGE).count() == 1
    with pytest.raises(TermsUnfit):
        stage.move(grant.case, "change", stage.cast("chen"), said("扩大范围", items=["owner"]), now=at(2))


def test_misuse_suspends_and_restores_a_grant(stage, grant):
    case = cases.open_case(
        "misuse",
        [grant.number],
        {"grounds": "breach_of_law", "reason": "超范围使用"},
        actor=stage.cast("chen"),
        now=at(1),
    )
    stage.move(case.number, "suspend", stage.cast("chen"), said("超范围使用", "达州办法 第四十三条第二款"), now=at(1))
    grant.refresh_from_db()
    assert (grant.state, grant.covers(at(1).date())) == ("suspended", False)
    stage.move(case.number, "restore", stage.cast("chen"), said("已改正"), now=at(2))
    grant.refresh_from_db()
    assert grant.covers(at(2).date())


@pytest.mark.parametrize("named", ["case", "entry"])
def test_a_grant_may_be_named_by_its_case_and_where_it_is_the_only_one_by_its_entry(stage, grant, named):
    facts = {"grounds": "breach_of_law", "reason": "超范围使用"}
    case = cases.open_case("misuse", [getattr(grant, named)], facts, actor=stage.cast("chen"), now=at(1))
    assert [each.subject for each in case.subjects.all()] == [grant.number]


def test_a_citizen_cannot_apply_for_sharing(stage, entry):
    with pytest.raises(EffectRefused.__base__):
        cases.open_case("sharing-application", [entry.number], APPLICATION, actor=stage.cast("lin"), now=NOW)


def test_a_citizen_is_granted_opened_data_by_opening_only(stage, entry):
    case = stage.applied(entry.number, by="lin", procedure="opening-application", commitment="按承诺使用")
    stage.move(
        case.number, "grant", stage.cast("chen"), said("符合条件", method="接口", time="即日", requirements="不得他用")
    )
    grant = Grant.objects.get(case=case.number)
    assert (grant.channel, grant.account.login, grant.body) == ("opening", "lin", None)


def test_the_database_itself_closes_every_other_channel(grant, stage):
    from gongshu.people.models import Account

    lin = Account.objects.get(login="lin")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(body=None, account=lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(channel="opening")


def test_a_body_that_is_no_party_to_sharing_is_granted_nothing(stage, entry):
    from gongshu.people.models import Body

    Body.objects.filter(code="511700-jtysj").update(kind="central_body")
    with pytest.raises(NotLawful, match="第十八条第二款"):
        stage.granted(entry.number)
