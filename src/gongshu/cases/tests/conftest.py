"""The cast, an entry that may be shared on conditions, and an application for it."""

from __future__ import annotations

import pytest

# Models may be imported only after Django is set up, which is later than pytest reads this file: so each fixture imports its own.


@pytest.fixture(autouse=True)
def _ask(settings):
    settings.GONGSHU_CHECK_PERMISSION = True


@pytest.fixture
def cast(db, node, scenes):
    from gongshu.cases.tests.cast import make_dazhou

    return scenes.show("cases", {"cast": lambda made: make_dazhou()}, node.folder)["cast"]


@pytest.fixture
def registry(monkeypatch):
    from gongshu.cases import effects, subjects
    from gongshu.cases.tests.cast import Registry

    monkeypatch.setattr(subjects, "_kinds", {})
    monkeypatch.setattr(effects, "_effects", {})
    made = Registry()
    made.declare()
    made.add("511700-0001", "511700-zrj")
    return made


APPLICATION = {"reason": "编制公交线网规划", "legal_basis": "城市公共交通条例第十条", "purpose": "公交线路优化"}


@pytest.fixture
def apply(cast, registry):
    """Open a sharing application of the transport bureau; the default day is the Monday before National Day 2025."""
    from gongshu.cases import services
    from gongshu.cases.tests.cast import at

    def open_(day="2025-09-29", *, about=("511700-0001",), actor=None, **facts):
        return services.open_case(
            "sharing-application", about, {**APPLICATION, **facts}, actor=actor or cast.li, now=at(day)
        )

    return open_


@pytest.fixture
def move():
    from gongshu.cases import services
    from gongshu.cases.statement import Statement
    from gongshu.cases.tests.cast import at

    def step(
        case, outcome, actor, day="2025-09-30", *, reason="", basis="", facts=None, terms=None, seen=None, hour=10
    ):
        said = Statement(reason=reason, basis=basis, facts=facts or {}, terms=terms or {}, seen=seen)
        return services.move(getattr(case, "number", case), outcome, said, actor=actor, now=at(day, hour))

    return step
