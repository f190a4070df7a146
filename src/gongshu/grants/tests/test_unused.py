"""Grants that nobody uses are proposed for recall."""

from __future__ import annotations

from dataclasses import replace

from gongshu.grants import presenting, queries
from gongshu.grants.tests.stage import at
from gongshu.grants.uses import Use, store_at


def _recalled(stage, login, now):
    return [grant.number for grant, _ in queries.sides(stage.cast(login), now).recall]


def test_a_grant_that_was_not_used_for_ninety_days_is_proposed_for_recall_to_provider_and_decider(stage, grant):
    assert _recalled(stage, "huang", at(89)) == []
    assert [_recalled(stage, login, at(91)) for login in ("huang", "chen", "liu")] == [[grant.number], [grant.number], []]  # fmt: skip
    assert queries.sides(stage.cast("liu"), at(91)).unused == {grant.number}


def test_a_use_begins_the_days_anew_and_a_refused_request_does_not(stage, grant, node):
    store = store_at(node.uses)

    def use(event, day):
        store.write(Use(event=event, entry=grant.entry, grant=grant.number, login="liu", at=at(day)), "2025-09-29")

    use("gateway:use:rows", 50)
    use("gateway:use:refused", 80)
    assert (_recalled(stage, "huang", at(139)), _recalled(stage, "huang", at(141))) == ([], [grant.number])
    said = presenting.both(queries.sides(stage.cast("huang"), at(141)))["recall"][0]
    assert (said["proposed_for_recall"], said["last_used_at"][:10]) == (True, at(50).date().isoformat())


def test_the_days_are_the_nodes_own_setting(stage, grant, settings):
    settings.GONGSHU = replace(settings.GONGSHU, unused_days=10)
    assert _recalled(stage, "huang", at(11)) == [grant.number]


def test_a_grant_that_has_ended_is_proposed_to_nobody(stage, grant):
    grant.state, grant.ended_at = "ended", at(1)
    grant.save(update_fields=["state", "ended_at"])
    assert _recalled(stage, "huang", at(200)) == []
