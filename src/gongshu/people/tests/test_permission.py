"""One function answers whether somebody may, and says which rule answered."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gongshu.audit import guard
from gongshu.people import ANYONE, SYSTEM, Actor, Refused, allowed, permission, query, repair, require, rule, service
from gongshu.people.models import Body, Region

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)
CHEN = Actor(
    account_id=1,
    login="chen",
    name="陈静",
    body="511700-sjj",
    duties=frozenset({"officer"}),
    via="session",
    kind="staff",
)


@pytest.fixture(autouse=True)
def own_rights(monkeypatch):
    monkeypatch.setattr(permission, "_rights", dict(permission._rights))
    rule(
        "tests.answer",
        lambda actor, about: actor.has("officer"),
        zh="仅处理申请的工作人员可以答复",
        en="only officers answer applications",
        article="达州办法 第二十条第二款",
    )


def test_a_right_is_given_by_its_rule_which_names_its_article():
    ruling = require(CHEN, "tests.answer")
    assert (ruling.allowed, ruling.rule, ruling.article) == (True, "tests.answer", "达州办法 第二十条第二款")


def test_a_refusal_says_which_rule_which_article_and_how_to_get_the_right():
    with pytest.raises(Refused) as refused:
        require(ANYONE, "tests.answer", "2026-SHR-00001")
    assert str(refused.value) == (
        "somebody who is not signed in may not tests.answer about 2026-SHR-00001: only officers answer applications "
        "(达州办法 第二十条第二款); Ask the head of your body or the security administrator for the duty; /why tells the reasons"
    )
    assert (refused.value.status, refused.value.ruling.because["zh"]) == (403, "仅处理申请的工作人员可以答复")


@pytest.mark.parametrize("about", [None, ANYONE, (object(), 3), ()])
def test_a_refusal_about_something_without_a_name_shows_no_object_of_the_program(about):
    with pytest.raises(Refused, match=r"may not tests\.answer: only officers"):
        require(ANYONE, "tests.answer", about)


def test_a_refusal_about_several_things_names_the_first():
    with pytest.raises(Refused, match=r"may not tests\.answer about 511700-0001: only"):
        require(ANYONE, "tests.answer", ("511700-0001", object()))


def test_a_right_that_nobody_registered_is_refused():
    ruling = allowed(CHEN, "tests.anything")
    assert (ruling.allowed, ruling.rule) == (False, "unknown-right")


def test_what_is_asked_about_a_body_is_refused_to_whoever_works_in_none():
    rule(
        "tests.conduct",
        lambda actor, about: about[0].is_ours(about[1]),
        zh="仅主管部门可以",
        en="only the authority may",
    )
    ruling = allowed(CHEN, "tests.conduct", (None, NOW.date()))
    assert (ruling.allowed, ruling.rule, ruling.because["zh"]) == (False, "no-body", "须为某个单位的人员")


def test_the_node_itself_carries_out_what_people_set_in_motion():
    assert allowed(SYSTEM, "tests.answer").rule == "node"
    assert not allowed(SYSTEM, "tests.anything").allowed


@pytest.mark.parametrize(
    ("scopes", "may"), [({"tests.answer"}, True), ({"tests.*"}, True), ({"people.*"}, False), (set(), False)]
)
def test_a_token_can_do_what_its_owner_may_within_its_scopes(scopes, may):
    ruling = allowed(replace(CHEN, via="token", scopes=frozenset(scopes)), "tests.answer")
    assert ruling.allowed is may
    assert (ruling.rule == "token-scope") is not may


def test_a_token_never_adds_a_right():
    assert not allowed(replace(CHEN, duties=frozenset(), scopes=frozenset({"tests.*"})), "tests.answer").allowed


def test_a_rule_that_can_only_answer_about_something_says_so():
    rule("tests.pair", lambda actor, about: bool(about[0]), zh="须为该级部门", en="only the body of the level may")
    ruling = permission.in_general(CHEN, "tests.pair")
    assert (ruling.allowed, ruling.rule) == (False, "depends-on-subject")
    assert ruling.because["en"] == "it depends on what it is about: only the body of the level may"


@pytest.mark.parametrize(
    ("predicate", "depends"),
    [
        (lambda actor, about: isinstance(about, Body), True),
        (lambda actor, about: getattr(about, "code", None) == actor.body, True),
        (lambda actor, about: about.code == actor.body, True),
        (lambda actor, about: actor.has("officer") or about.code == "x", False),
        (lambda actor, about: actor.has("leader"), False),
        (lambda actor, about: about is None, False),
    ],
)
def test_a_rule_that_looks_at_what_it_is_about_depends_on_it(predicate, depends):
    rule("tests.looks", predicate, zh="视情况", en="as the case may be")
    assert permission.in_general(CHEN, "tests.looks").depends is depends


def test_a_right_has_one_rule():
    with pytest.raises(permission.RegisteredTwice, match="has a rule already"):
        rule("tests.answer", lambda actor, about: True, zh="任何人", en="anybody may")


def test_a_duty_counts_in_the_persons_own_body_only():
    here = Body(code="511700-sjj", region=Region(code="511700"))
    other = Body(code="511700-jtysj", region=Region(code="511700"))
    assert allowed(CHEN, "officer").allowed
    assert allowed(CHEN, "officer", here).allowed
    assert not allowed(CHEN, "officer", other).allowed


def test_a_function_that_asked_inside_another_has_asked_for_it():
    @query
    def inner(*, actor):
        require(actor, "tests.answer")
        return 1

    @query
    def outer(*, actor):
        return inner(actor=actor)

    assert outer(actor=CHEN) == 1


def test_what_an_earlier_call_asked_does_not_count_for_a_later_one():
    @query
    def careless(*, actor):
        return 1

    require(CHEN, "tests.answer")
    with pytest.raises(permission.NotAsked):
        careless(actor=CHEN)


def test_an_error_before_the_question_is_that_error():
    @query
    def broken(*, actor):
        raise LookupError("no such entry")

    with pytest.raises(LookupError, match="no such entry"):
        broken(actor=CHEN)


def test_outside_tests_a_forgotten_question_does_not_stop_the_house(settings):
    settings.GONGSHU_CHECK_PERMISSION = False

    @query
    def careless(*, actor):
        return 1

    assert careless(actor=CHEN) == 1


def test_while_events_cannot_be_sealed_services_are_refused_and_repairs_go_on(monkeypatch):
    def unsealed(now):
        raise guard.Unsealed("未封存事件过久", "the oldest unsealed event is too old")

    monkeypatch.setattr(guard, "require_sealed", unsealed)

    @service
    def change(*, actor, now):
        require(actor, "tests.answer")

    @repair
    def mend(*, actor, now):
        require(actor, "tests.answer")
        return "mended"

    with pytest.raises(guard.Unsealed):
        change(actor=CHEN, now=NOW)
    assert mend(actor=CHEN, now=NOW) == "mended"


def test_every_right_explains_itself_in_both_languages():
    for right in permission.rights().values():
        assert right.because["zh"]
        assert right.because["en"]
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in right.because["en"])
