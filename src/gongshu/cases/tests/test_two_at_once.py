"""Two officers answer one case at the same moment, on a real database with two connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gongshu.cases import services
from gongshu.cases.errors import CaseMoved
from gongshu.cases.models import Case, Move
from gongshu.cases.statement import Statement
from gongshu.cases.tests.cast import at

pytestmark = pytest.mark.usefixtures("transactional_db")


def at_once(*acts) -> list[object]:
    """Run the acts in threads that start together; return what each returned or raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_answer_counts_and_the_other_officer_is_told(apply, cast):
    case = apply()

    def answer(outcome, actor):
        said = Statement(reason="涉密", basis="保密法第三条", seen=case.version)
        return lambda: services.move(case.number, outcome, said, actor=actor, now=at("2025-09-30"))

    results = at_once(answer("grant", cast.chen), answer("refuse", cast.he))
    lost = [each for each in results if isinstance(each, CaseMoved)]
    assert len(lost) == 1, results
    assert "has changed since you opened it" in str(lost[0])
    assert Move.objects.count() == 1
    assert Case.objects.get().state == {"grant": "granted", "refuse": "refused"}[Move.objects.get().outcome]


def test_two_applications_at_once_get_two_numbers(apply, cast):
    at_once(apply, apply, apply)
    assert sorted(Case.objects.values_list("number", flat=True)) == ["2025-GX-00001", "2025-GX-00002", "2025-GX-00003"]


def test_the_last_two_parts_closing_at_once_settle_the_whole_once(apply, registry, cast):
    registry.add("511700-0005", "511700-wjw")
    whole = apply(about=["511700-0001", "511700-0005"])

    def grant(part):
        return lambda: services.move(part.number, "grant", Statement(), actor=cast.chen, now=at("2025-09-30"))

    at_once(*(grant(part) for part in whole.children.all()))
    whole.refresh_from_db()
    assert (whole.state, whole.moves.count()) == ("settled", 1)
