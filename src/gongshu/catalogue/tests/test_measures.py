"""What a decision does to data that is wrong."""

from __future__ import annotations

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.cases import services as cases
from gongshu.cases.errors import EffectRefused, FactsMissing
from gongshu.cases.statement import Statement
from gongshu.catalogue import queries, services
from gongshu.catalogue.errors import NotYet
from gongshu.catalogue.models import Measure, Resource, Snapshot
from gongshu.catalogue.tests.stage import at, complete, deliver, hook, publish

WRONG = {"wrong": "坐落一列有误", "measure": "已按登记簿更正"}


@pytest.fixture
def entry(huang, chen):
    made = publish(services.add(complete(), actor=huang, now=at(0)), huang, chen)
    deliver(made, huang, at(0))
    hook(made, huang, chen, at(0))
    return made


@pytest.fixture
def case(entry, cast):
    said = {"grounds": "error", "reason": "坐落有误"}
    return cases.open_case("objection", [entry.number], said, actor=cast("lin"), now=at(1))


@pytest.fixture
def decide(case, cast):
    def move(outcome, hours=3, reason="", **facts):
        return cases.move(case.number, outcome, Statement(reason=reason, facts=facts), actor=cast("wu"), now=at(hours))

    return move


def resource(entry):
    return Resource.objects.select_related("snapshot").get(entry=entry)


def test_an_objection_that_is_upheld_points_to_the_mended_snapshot_and_says_so_on_the_page(entry, decide, huang, cast):
    mended = deliver(entry, huang, at(2), delivery="d2")
    decide("uphold", measure_kind="correct", mended=mended.number, **WRONG)
    shown = queries.whole_entry(cast("lin"), entry.number).measures.all()
    assert [(each.kind, each.affected, each.mended) for each in shown] == [
        ("correct", [f"{entry.number}-1.1"], mended.number)
    ]
    assert (shown[0].cited.clause, shown[0].body) == ("第二十八条第二款", "511700-zrzyj")
    assert resource(entry).snapshot == mended


def test_a_snapshot_that_was_found_wrong_is_never_published_again(entry, decide, huang):
    mended = deliver(entry, huang, at(2), delivery="d2")
    decide("uphold", measure_kind="correct", mended=mended.number, **WRONG)
    with pytest.raises(NotYet, match="found snapshot"):
        services.restore(f"{entry.number}-1.1", actor=huang, now=at(4))
    assert resource(entry).snapshot == mended


def test_data_is_not_called_corrected_before_the_mended_data_is_there(entry, case, decide):
    with pytest.raises(EffectRefused, match="name the snapshot"):
        decide("uphold", measure_kind="correct", **WRONG)
    case.refresh_from_db()
    assert (case.state, Measure.objects.count()) == ("submitted", 0)


def test_what_was_wrong_does_not_mend_itself(entry, decide):
    with pytest.raises(EffectRefused, match="wrong itself"):
        decide(
            "uphold", measure_kind="correct", mended=f"{entry.number}-1.1", affected=[f"{entry.number}-1.1"], **WRONG
        )


def test_an_unknown_snapshot_is_named_with_those_there_are(entry, decide):
    with pytest.raises(EffectRefused, match=rf"its snapshots are {entry.number}-1.1"):
        decide("uphold", measure_kind="correct", mended="511700-9999-1.7", **WRONG)


def test_deleted_data_leaves_the_entry_without_any_and_is_hooked_again_only_with_other_data(entry, decide, huang, chen):
    decide("uphold", measure_kind="delete", **WRONG)
    assert (resource(entry).snapshot, resource(entry).state) == (None, "draft")
    deliver(entry, huang, at(4), delivery="d2")
    hook(entry, huang, chen, at(5))
    assert resource(entry).snapshot.number == f"{entry.number}-1.2"


def test_an_earlier_snapshot_may_be_the_right_one(entry, cast, huang, decide):
    deliver(entry, huang, at(0.5), delivery="d2")
    decide("uphold", measure_kind="correct", mended=f"{entry.number}-1.1", **WRONG)
    assert resource(entry).snapshot.number == f"{entry.number}-1.1"
    assert Snapshot.objects.get(number=f"{entry.number}-1.2").faulted_in


def test_another_measure_leaves_the_data_where_it_is(entry, decide):
    decide("uphold", measure_kind="other_necessary_measure", **WRONG)
    assert resource(entry).state == "hooked"
    assert Measure.objects.get().affected == []


def test_who_says_no_more_than_the_measure_gives_the_grounds_as_what_was_wrong(entry, decide):
    decide("uphold", measure="已按登记簿核对")
    made = Measure.objects.get()
    assert (made.kind, made.wrong, made.done) == ("other_necessary_measure", "存在错误", "已按登记簿核对")


def test_suspended_data_is_published_to_nobody_until_it_is_mended(entry, case, decide, huang, chen, cast):
    decide("hold", reason="先行暂停", wrong="疑似含个人信息")
    assert queries.visible_snapshot(cast("liu"), entry.number) is None
    again = services.submit_resource(f"{entry.number}-1", actor=huang, now=at(4))
    with pytest.raises(EffectRefused, match=case.number):
        cases.move(again.number, "approve", Statement(), actor=chen, now=at(4))
    mended = deliver(entry, huang, at(5), delivery="d2")
    decide("uphold", 6, measure_kind="correct", mended=mended.number, **WRONG)
    assert queries.visible_snapshot(cast("liu"), entry.number) == mended
    assert Measure.objects.get(kind="suspend").lifted_at == at(6)


def test_data_that_was_suspended_for_nothing_is_published_again(entry, decide, cast):
    decide("hold", reason="先行暂停", wrong="疑似含个人信息")
    cases.move(Measure.objects.get().case, "dismiss", Statement(reason="不含个人信息"), actor=cast("wu"), now=at(5))
    assert queries.visible_snapshot(cast("liu"), entry.number) is not None
    assert AuditEvent.objects.filter(event="catalogue:entry:resume", subject_id=entry.number).count() == 1


@pytest.mark.parametrize("words", ["张三 11010519491231002X 的记录有误", "请致电13900000000"])
def test_a_notice_that_names_a_person_by_number_is_refused(entry, decide, huang, words):
    with pytest.raises(EffectRefused, match="the notice holds"):
        decide("uphold", measure_kind="delete", wrong=words, measure="已删除")
    assert not Measure.objects.exists()


def test_an_objection_that_is_not_upheld_is_answered_with_reasons_and_changes_no_data(entry, case, decide, cast):
    with pytest.raises(FactsMissing, match="Reason"):
        decide("dismiss")
    done = cases.move(case.number, "dismiss", Statement(reason="与登记簿一致"), actor=cast("wu"), now=at(3))
    assert (done.letters.get(kind="refusal").facts["receiver"], resource(entry).state) == ("林小雨", "hooked")
    assert not Measure.objects.exists()


def test_a_measure_is_seen_by_whoever_sees_the_entry_and_by_nobody_else(entry, decide, huang, chen, cast, client):
    decide("uphold", measure_kind="delete", **WRONG)
    assert "坐落一列有误" in client.get(f"/catalogue/{entry.number}").content.decode()
    assert client.get(f"/catalogue/{entry.number}.json").json()["measures"][0]["wrong"] == "坐落一列有误"
    type(entry).objects.filter(pk=entry.pk).update(state="withdrawn")
    assert not Measure.objects.visible_to(cast("lin")).exists()
