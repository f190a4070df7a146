"""Whoever was given data that a decision found wrong is told, once, and says when the mended data was taken over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.prepared import looked_at

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import services as cases
from gongshu.cases.models import Notice
from gongshu.cases.statement import Statement
from gongshu.catalogue.models import Measure
from gongshu.catalogue.services import Delivered, publish_snapshot
from gongshu.grants import recalls, services
from gongshu.grants.errors import UnknownGrant
from gongshu.grants.models import Handout, Recall
from gongshu.grants.models.handouts import Stage
from gongshu.grants.tests.stage import NOW, at
from gongshu.grants.uses.records import Use
from gongshu.grants.uses.store import Store
from gongshu.jobs import worker
from gongshu.jobs.models import Job
from gongshu.people.models import Account

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=4)


@pytest.fixture
def mended(stage, entry, grant, settings):
    """Files and rows were taken of the first snapshot before an objection was upheld with a second one."""
    services.order_file(grant.number, "csv", actor=stage.cast("liu"), now=NOW)
    Handout.objects.update(stage=Stage.READY, content="b" * 64, snapshot=f"{entry.number}-1.1")
    return decided(stage, entry)


def decided(stage, entry, outcome="uphold", **facts):
    said = {"grounds": "error", "reason": "面积有误"}
    case = cases.open_case("objection", [entry.number], said, actor=stage.cast("lin"), now=at(0.1))
    new = Delivered(delivery="d mended", rows=3, bytes=120, digest="c" * 64, lake="8")
    snapshot = publish_snapshot(f"{entry.number}-1", new, actor=stage.cast("huang"), now=at(0.11))
    looked_at(entry.masking_records.get(), snapshot, at(0.11))
    facts = {"measure_kind": "correct", "mended": snapshot.number, "wrong": "面积有误", "measure": "已更正", **facts}
    return cases.move(case.number, outcome, Statement(facts=facts), actor=stage.cast("wu"), now=at(0.12))


def use(path, entry, login, body, grant=""):
    store = Store(path)
    told = Use(
        event=Event.USE_DOWNLOAD.value, entry=entry.number, grant=grant, login=login, body=body, at=at(0.05), rows=3
    )
    store.write(told, "2025-09-29")
    store.close()


def test_the_decision_lets_a_job_tell_everybody(mended, entry):
    assert Job.objects.filter(kind="grants.recall", payload__subject=entry.number).count() == 1


def test_the_holder_of_a_grant_is_told_its_old_files_are_stopped_and_its_token_lives_on(mended, stage, entry, grant):
    services.issue_token(grant.number, "系统对接", actor=stage.cast("liu"), now=at(0.13))
    assert services.recall(entry.number, now=LATER) == 1
    told = Recall.objects.get()
    assert (told.body.code, told.grants, told.stopped) == ("511700-jtysj", [grant.number], 1)
    assert set(Handout.objects.values_list("kind", "stage")) == {("file", "stopped"), ("token", "ready")}
    assert Notice.objects.get(kind="recall").facts["address"] == f"/measures/{mended.number}"


def test_whoever_took_the_data_directly_is_told_and_an_unknown_visitor_is_not(mended, stage, entry, settings):
    use(settings.GONGSHU.uses, entry, "lin", "")
    use(settings.GONGSHU.uses, entry, "he", "511700-jtysj")
    use(settings.GONGSHU.uses, entry, "", "")
    services.recall(entry.number, now=LATER)
    assert {(each.receiver_name, each.uses) for each in Recall.objects.all()} == {
        ("达州市交通运输局", 1),
        ("林小雨", 1),
    }


def test_telling_again_after_a_kill_tells_nobody_twice(mended, entry):
    services.recall(entry.number, now=LATER)
    Measure.objects.update(told_at=None)  # as a worker leaves it that was killed before its last transaction
    assert services.recall(entry.number, now=LATER) == 0
    assert (Recall.objects.count(), Notice.objects.filter(kind="recall").count()) == (1, 1)


def test_the_decider_sees_who_was_told_the_receiver_itself_and_others_nobody(mended, stage, entry):
    services.recall(entry.number, now=LATER)
    seen = {who: len(recalls.told(stage.cast(who), mended.number).receivers) for who in ("wu", "liu", "lin", "shen")}
    assert seen == {"wu": 1, "liu": 1, "lin": 0, "shen": 1}


def test_the_receiver_confirms_that_it_uses_the_mended_data(mended, stage, entry):
    services.recall(entry.number, now=LATER)
    assert recalls.told(stage.cast("liu"), mended.number).owes
    assert services.take_over(mended.number, actor=stage.cast("liu"), now=LATER) == 1
    assert services.take_over(mended.number, actor=stage.cast("liu"), now=LATER) == 0
    assert (Recall.objects.get().taken_by, recalls.told(stage.cast("wu"), mended.number).taken) == ("liu", 1)
    assert AuditEvent.objects.filter(event=Event.RECALL_TAKE).count() == 1


@pytest.mark.parametrize("who", ["lin", "wu"])
def test_nobody_confirms_for_somebody_else(mended, stage, entry, who):
    services.recall(entry.number, now=LATER)
    with pytest.raises(UnknownGrant):
        services.take_over(mended.number, actor=stage.cast(who), now=LATER)


def test_a_measure_that_touches_no_data_is_told_to_nobody(stage, entry, grant):
    decided(stage, entry, measure_kind="other_necessary_measure", mended="")
    assert services.recall(entry.number, now=LATER) == 0


def test_the_page_says_what_to_do_and_its_json_is_the_same(mended, stage, entry, client):
    services.recall(entry.number, now=LATER)
    client.force_login(Account.objects.get(login="liu"))
    assert "重新获取更正后的数据" in client.get(f"/measures/{mended.number}").content.decode()
    assert client.post(f"/measures/{mended.number}/taken").status_code == 302
    found = client.get(f"/measures/{mended.number}.json").json()
    assert (found["told"], found["taken"], found["measures"][0]["kind"]) == (1, 1, "correct")


def test_who_holds_the_data_is_told_by_mail_in_their_language(stage, entry, grant, mailbox):
    Account.objects.filter(login="liu").update(mail="liu@example.org", language="en")
    case = decided(stage, entry)
    services.recall(entry.number, now=LATER)
    worker.drain(LATER)
    (mail,) = [each for each in mailbox() if each["To"] == "liu@example.org"]
    assert "Data that you use is wrong: please replace it" in mail["Subject"]
    assert f"/measures/{case.number}" in mail.get_body().get_content()
