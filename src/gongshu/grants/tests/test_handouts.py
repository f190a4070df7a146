"""Tokens and files: shown once, for the receiver alone, and over when the grant is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.grants import access, handing, queries
from gongshu.grants.errors import NotHandedOut, NothingToServe, UnknownGrant
from gongshu.grants.models import Grant, Handout
from gongshu.grants.models.handouts import Kind
from gongshu.grants.services import issue_token, order_file, rotate, stop_handout
from gongshu.grants.tests.stage import NOW, at, said
from gongshu.jobs.models import Job
from gongshu.people import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def liu(stage):
    return stage.cast("liu")


def test_a_token_is_shown_once_and_only_its_digest_is_kept(grant, liu):
    made, secret = issue_token(grant.number, "系统对接", actor=liu, now=NOW)
    assert secret not in str(Handout.objects.filter(pk=made.pk).values())
    assert handing.by_secret(secret, Kind.TOKEN, NOW).grant == grant
    assert AuditEvent.objects.filter(event=Event.HANDOUT_TOKEN, actor_login="liu").exists()


@pytest.mark.parametrize("login", ["huang", "chen", "lin", "shen"])
def test_nobody_but_the_receiver_gets_a_token(stage, grant, login):
    with pytest.raises((Refused, UnknownGrant)):
        issue_token(grant.number, "x", actor=stage.cast(login), now=NOW)


@pytest.mark.parametrize("login", ["he", "feng", "lin"])
def test_a_grant_is_unknown_to_whoever_it_does_not_concern(stage, grant, login):
    seen = login == "he"  # a colleague of the receiving body
    if seen:
        assert queries.grant(stage.cast(login), grant.number) == grant
    else:
        with pytest.raises(UnknownGrant):
            queries.grant(stage.cast(login), grant.number)


def test_a_token_ends_with_its_grant(stage, entry, liu):
    grant = stage.granted(entry.number, until="2025-10-10")
    made, secret = issue_token(grant.number, "x", actor=liu, now=NOW)
    assert made.expires_at.isoformat() == "2025-10-11T00:00:00+08:00"
    with pytest.raises(UnknownGrant):
        handing.by_secret(secret, Kind.TOKEN, at(13))


def test_a_token_may_end_earlier_but_not_in_the_past(grant, liu):
    made, _ = issue_token(grant.number, "x", expires_at=at(3), actor=liu, now=NOW)
    assert made.expires_at == at(3)
    with pytest.raises(NotHandedOut):
        issue_token(grant.number, "x", expires_at=at(-1), actor=liu, now=NOW)


def test_a_rotated_token_works_and_the_former_one_does_not(grant, liu):
    old, secret = issue_token(grant.number, "系统对接", actor=liu, now=NOW)
    new, fresh = rotate(old.pk, actor=liu, now=at(1))
    assert (new.name, new.expires_at) == ("系统对接", old.expires_at)
    assert handing.by_secret(fresh, Kind.TOKEN, at(1)).pk == new.pk
    with pytest.raises(UnknownGrant):
        handing.by_secret(secret, Kind.TOKEN, at(1))


@pytest.mark.parametrize("login", ["liu", "huang", "chen"])
def test_receiver_provider_and_decider_may_stop_a_token(stage, grant, liu, login):
    made, secret = issue_token(grant.number, "x", actor=liu, now=NOW)
    stop_handout(made.pk, actor=stage.cast(login), now=NOW)
    with pytest.raises(UnknownGrant):
        handing.by_secret(secret, Kind.TOKEN, NOW)
    assert AuditEvent.objects.filter(event=Event.HANDOUT_STOP, actor_login=login).count() == 1


def test_stopping_twice_is_one_event(grant, liu):
    made, _ = issue_token(grant.number, "x", actor=liu, now=NOW)
    for _ in range(2):
        stop_handout(made.pk, actor=liu, now=NOW)
    assert AuditEvent.objects.filter(event=Event.HANDOUT_STOP).count() == 1


def test_nothing_is_handed_out_while_a_grant_is_suspended(stage, grant, liu):
    Grant.objects.filter(pk=grant.pk).update(state="suspended")
    for ask in (
        lambda: issue_token(grant.number, "x", actor=liu, now=NOW),
        lambda: order_file(grant.number, "csv", actor=liu, now=NOW),
    ):
        with pytest.raises(NotHandedOut, match="suspended"):
            ask()


def test_a_grant_for_files_only_gives_no_token(stage, entry, liu):
    grant = stage.granted(entry.number, handout=["file"])
    with pytest.raises(NotHandedOut, match="gives no token"):
        issue_token(grant.number, "x", actor=liu, now=NOW)


def test_an_ordered_file_is_a_job_and_not_ready_yet(grant, liu):
    made, secret = order_file(grant.number, "csv", actor=liu, now=NOW)
    assert Job.objects.get(kind="grants.make_file").payload == {"handout": made.pk}
    with pytest.raises(NotHandedOut, match="not ready"):
        handing.by_secret(secret, Kind.FILE, NOW)


def test_a_format_that_nobody_knows_is_told_with_those_there_are(grant, liu):
    with pytest.raises(NotHandedOut, match="docx"):
        order_file(grant.number, "docx", actor=liu, now=NOW)


def test_an_entry_whose_table_was_taken_off_hands_out_no_file(stage, grant, entry, liu):
    from gongshu.catalogue import services as catalogue

    catalogue.unhook(f"{entry.number}-1", "整改", actor=stage.cast("huang"), now=NOW)
    with pytest.raises(NothingToServe):
        order_file(grant.number, "csv", actor=liu, now=NOW)


def test_a_wrong_secret_and_an_expired_one_are_told_the_same(grant, liu):
    _, secret = issue_token(grant.number, "x", actor=liu, now=NOW)
    told = []
    for given, when in (("wrong", NOW), (secret, NOW + timedelta(days=400))):
        with pytest.raises(UnknownGrant) as found:
            handing.by_secret(given, Kind.TOKEN, when)
        told.append(str(found.value))
    assert told[0] == told[1]


def test_data_withheld_after_the_decision_leaves_no_more(stage, grant, entry):
    from gongshu.catalogue.models import EntryVersion

    EntryVersion.objects.filter(pk=entry.current_id).update(sharing="withheld")
    with pytest.raises(Exception, match="withheld"):
        access.under(grant, NOW)


def test_a_level_that_was_raised_after_the_decision_masks_at_once(grant, entry):
    entry.current.items.filter(code="district").update(level="core")
    assert str(access.under(grant, NOW).selection.masks["district"]) == "hidden"


def test_the_two_sides_of_a_grant_see_it_on_their_page(stage, grant):
    assert list(queries.sides(stage.cast("liu"), NOW).received) == [grant]
    assert list(queries.sides(stage.cast("huang"), NOW).given) == [grant]
    assert not queries.sides(stage.cast("feng"), NOW).received


@pytest.mark.obligation("jiangsu-33-4")
def test_whoever_receives_shared_data_is_told_what_is_forbidden_in_jiangsu(stage, grant, place):
    place("cn/jiangsu")
    term = queries.conditions(stage.cast("liu"), grant.number, NOW).bans
    assert term is not None
    assert (list(term.value), term.article.label) == (
        ["provide_to_third_party", "other_purpose"],
        "江苏条例 第三十三条第三款",
    )


def test_ending_a_grant_destroys_the_keys_of_its_files(stage, grant, liu):
    made, _ = order_file(grant.number, "csv", actor=liu, now=NOW)
    Handout.objects.filter(pk=made.pk).update(stage="ready", content="c" * 64, path="handouts/x.file", wrapped=b"key")
    stage.move(grant.case, "end", stage.cast("chen"), said("终止", "达州办法 第四十三条第二款"), now=at(1))
    made.refresh_from_db()
    assert (made.stage, made.wrapped) == ("stopped", None)
    assert Job.objects.filter(kind="grants.destroy_file").exists()


def test_the_page_of_a_case_leads_to_the_grant_that_came_of_it_and_strangers_see_neither(stage, grant, client):
    from gongshu.people.models import Account

    def page(login):
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(f"/cases/{grant.case}")

    for login in ("liu", "chen"):
        assert f'href="/grants/{grant.number}"' in page(login).content.decode(), login
    assert page("feng").status_code == 404
