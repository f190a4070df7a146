"""A decision replays from the law that was kept with it, whatever becomes of the law folder."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from gongshu import law
from gongshu.cases import queries, replaying, resolved
from gongshu.cases.models import Case, Clock, Move, ResolvedLaw
from gongshu.cases.tests.cast import at
from gongshu.law.errors import MoveNotAllowed, UnknownName
from gongshu.law.library import PACKAGED


@pytest.fixture
def changed_law(tmp_path, node, settings):
    """The node gets a law folder in which the answer takes nine days and nobody may be asked."""

    def change():
        folder = tmp_path / "laws"
        shutil.copytree(PACKAGED, folder)
        reply = folder / "cn/sichuan/dazhou/parameters/sharing/reply.yaml"
        reply.write_text(reply.read_text(encoding="utf-8").replace("2025-03-01: 5", "2025-03-01: 9"), encoding="utf-8")
        table = folder / "cn/procedures/sharing-application.yaml"
        text = (
            table.read_text(encoding="utf-8")
            .replace("    ask_provider:\n", "    consult_provider:\n")
            .replace("outcome: ask_provider", "outcome: refuse")
        )
        table.write_text(text, encoding="utf-8")
        words = folder / "cn/procedures/words.yaml"
        words.write_text(
            words.read_text(encoding="utf-8") + "  consult_provider: {zh: 征询, en: Consult}\n", encoding="utf-8"
        )
        for name in ("cross-sharing-application.yaml", "sharing-application.yaml"):
            (folder / "cn/sichuan/dazhou/procedures" / name).unlink()
        settings.GONGSHU = replace(settings.GONGSHU, laws=folder)
        resolved._plain.cache_clear(), resolved._procedure.cache_clear(), resolved._terms.cache_clear()
        return folder

    return change


def test_an_open_case_goes_on_under_the_law_of_its_day_of_receipt(apply, move, cast, changed_law):
    case = apply(purpose="其他")
    changed_law()
    assert queries.case(cast.chen, case.number).law_id == case.law_id
    case = move(case, "ask_provider", cast.chen, facts={"question": "问"})
    assert str(Clock.objects.get(case=case).due) == "2025-10-20"  # five and five days, as on the day of receipt
    later = apply("2025-10-09")
    assert later.law_id != case.law_id
    assert str(later.clocks.get().due) == "2025-10-21"  # nine days
    with pytest.raises(MoveNotAllowed):
        move(later, "ask_provider", cast.chen, "2025-10-10", facts={"question": "问"})


def test_a_decision_replays_from_the_stored_text_after_the_law_folder_has_changed(apply, move, cast, changed_law):
    case = move(apply(), "refuse", cast.chen, reason="涉密", basis="保密法第三条")
    before = replaying.replay(cast.li, case)
    changed_law()
    after = replaying.replay(cast.li, Case.objects.get(pk=case.pk))
    assert after == before
    assert all(each.holds for each in after)
    assert [(each.what, each.law_says) for each in after] == [("1 refuse", "refused"), ("reply", "2025-10-13")]
    assert after[1].article.clause == "第二十条第二款"


def test_a_record_that_was_altered_does_not_hold(apply, move, cast):
    case = move(apply(), "grant", cast.chen)
    Move.objects.filter(case=case).update(to_state="refused")
    Clock.objects.filter(case=case).update(due="2025-12-31")
    assert [(each.what, each.holds) for each in replaying.replay(cast.li, case)] == [
        ("1 grant", False),
        ("reply", False),
    ]


def test_a_move_that_the_law_never_had_does_not_hold(apply, move, cast):
    case = move(apply(), "grant", cast.chen)
    Move.objects.filter(case=case).update(outcome="wave_through")
    found = replaying.replay(cast.li, case)[0]
    assert not found.holds
    assert "has no move 'wave_through'" in found.law_says


def test_the_law_is_kept_once_for_all_cases_of_the_same_law(apply):
    apply("2025-09-29")
    apply("2025-11-03")
    assert ResolvedLaw.objects.count() == 1


def test_the_kept_text_gives_back_terms_functions_and_the_first_state(apply):
    case = apply()
    rules = resolved.read(case.law_id)
    live = law.load().terms("dazhou", case.received_on)
    assert rules.terms(case.received_on).held == live.held
    assert rules.procedure("sharing-application").initial == "submitted"
    assert (
        rules.procedure("sharing-application").states.keys()
        == law.load().procedure("sharing-application", "dazhou").states.keys()
    )
    assert rules.function("sharing.decider").article.clause == "第二十条第一款"
    with pytest.raises(UnknownName):
        rules.function("sharing.chooser")


def test_a_stored_text_that_was_altered_is_not_read(apply):
    case = apply()
    ResolvedLaw.objects.update(text="{}")
    resolved._plain.cache_clear()
    resolved._told.clear()  # as in a process that did not resolve it itself
    with pytest.raises(ValueError, match="was altered; restore the row from a backup"):
        resolved.read(case.law_id)
    resolved._plain.cache_clear()


def test_conflicts_are_kept_with_the_law(apply, cast):
    rules = resolved.in_force(at("2025-09-29").date())
    live = law.load().terms("dazhou", at("2025-09-29").date())
    assert rules.terms(at("2025-09-29").date()).conflicts == live.conflicts
