import pytest

from gongshu.law import library
from gongshu.law.articles import Article
from gongshu.law.errors import LawFileError, MoveNotAllowed, NothingProposed
from gongshu.law.proposals import explain, lacking, propose, unsaid
from gongshu.law.proving import check
from gongshu.law.tests.folders import nation, parameter, place, procedures, write

pytestmark = pytest.mark.pure

ASK = """\
procedure: ask
title: {zh: 问, en: Ask}
decider: decider
needed: [purpose]
needed_by: a.fields
clocks: {reply: {parameter: a.reply, owed_by: decider}}
propose:
  - {if: {facts.purpose: 审批}, outcome: grant}
every_open_state:
  withdraw: {by: applicant, to: withdrawn, title: {zh: 撤回, en: Withdraw}}
words: {states: {withdrawn: {zh: 已撤回, en: Withdrawn}}}
states:
  submitted:
    grant: {by: decider, to: granted}
    refuse: {by: decider@above, to: refused, requires: [reason], requires_by: a.refusal}
  granted: {}
  refused: {}
  withdrawn: {}
"""


@pytest.fixture
def root(tmp_path):
    folder = nation(tmp_path)
    parameter(folder, "a.reply", "5")
    parameter(folder, "a.fields", "[reason, basis]", unit="fields")
    parameter(folder, "a.refusal", "[reason, basis]", unit="fields")
    procedures(folder, ask=ASK)
    return tmp_path


def load(root):
    return library._load.__wrapped__(root)


def ask(root):
    return load(root).procedure("ask", "xx")


def problems(root) -> str:
    return "\n".join(str(problem) for problem in check(load(root)))


def change(root, *pair) -> None:
    path = root / "xx/procedures/ask.yaml"
    text = path.read_text(encoding="utf-8")
    assert pair[0] in text
    path.write_text(text.replace(*pair), encoding="utf-8")


def test_a_pair_that_the_table_lacks_is_no_move(root) -> None:
    assert ask(root).step("submitted", "grant").to == "granted"
    with pytest.raises(MoveNotAllowed, match="in state submitted has no move 'lend'; it has: grant, refuse, withdraw"):
        ask(root).step("submitted", "lend")
    with pytest.raises(MoveNotAllowed, match="no such state"):
        ask(root).step("nowhere", "grant")


def test_every_open_state_inherits_the_office_moves_and_an_ended_one_does_not(root) -> None:
    states = ask(root).states
    assert states["submitted"].steps["withdraw"].inherited
    assert states["granted"].ended
    assert not states["granted"].steps


def test_at_above_is_the_same_role_one_level_up(root) -> None:
    step = ask(root).step("submitted", "refuse")
    assert (step.by, step.above) == ("decider", True)


def test_the_first_rule_that_holds_is_proposed_with_its_reason(root) -> None:
    law = load(root)
    terms = law.terms("xx", law.jurisdiction("xx").main.in_force_from.replace(year=2026))
    found = propose(law.procedure("ask", "xx"), {"facts": {"purpose": "审批"}}, terms)
    assert (found.outcome, found.because) == ("grant", "facts.purpose equals 审批")
    with pytest.raises(NothingProposed, match="end its `propose` with a rule without `if`"):
        propose(law.procedure("ask", "xx"), {"facts": {"purpose": "x"}}, terms)


def test_what_table_and_parameter_demand_is_missed_in_one_list(root) -> None:
    law = load(root)
    terms = law.terms("xx", law.jurisdiction("xx").main.in_force_from.replace(year=2026))
    procedure = law.procedure("ask", "xx")
    assert lacking(procedure, {"facts": {"reason": "r"}}, terms) == ["purpose", "legal_basis"]
    assert unsaid(procedure.step("submitted", "refuse"), {"facts": {}}, terms) == ["reason", "legal_basis"]
    assert unsaid(procedure.step("submitted", "grant"), {"facts": {}}, terms) == []


def test_a_proposal_warns_of_unverified_terms_and_conflicts(root) -> None:
    path = root / "xx/parameters/a/reply.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("status: verified", "status: unverified"), encoding="utf-8"
    )
    law = load(root)
    terms = law.terms("xx", law.jurisdiction("xx").main.in_force_from.replace(year=2026))
    found = propose(law.procedure("ask", "xx"), {"facts": {"purpose": "审批"}}, terms)
    assert found.warnings == ("a.reply: 国法 第五条 is not verified",)


def test_an_opening_condition_that_fails_is_explained_by_its_facts(root) -> None:
    change(root, "needed: [purpose]", "needed: [purpose]\nopen_if: {entry.sharing: conditional, applicant.kind: body}")
    assert explain(ask(root), {"entry": {"sharing": "withheld"}}) == {
        "entry.sharing": "withheld",
        "applicant.kind": None,
    }


def test_a_lower_table_is_merged_over_a_higher_and_null_removes(root) -> None:
    city = place(root, "xx/yy", "市办法")
    write(
        city / "procedures/ask.yaml",
        """\
        procedure: ask
        article: 第二条
        states:
          submitted:
            withdraw: null
            grant: {article: 第三条第一款, requires: [reason]}
          refused: null
        clocks: {reply: null}
        """,
    )
    found = load(root).procedure("ask", "yy")
    assert list(found.states["submitted"].steps) == ["grant", "refuse"]
    assert found.step("submitted", "grant").article == Article(
        jurisdiction="xx/yy", law="市办法", clause="第三条第一款"
    )
    assert found.step("submitted", "grant").by == "decider"
    assert not found.clocks
    assert "refused" not in found.states
    assert "refused" in load(root).procedure("ask", "xx").states


def test_a_table_inherits_another_of_any_level(root) -> None:
    write(
        root / "xx/procedures/more.yaml",
        "procedure: more\ninherits: ask\ntitle: {zh: 再问, en: More}\ncode: ZW\nstates: {submitted: {grant: {requires: [days]}}}\n",
    )
    found = load(root).procedure("more", "xx")
    assert (found.code, found.step("submitted", "grant").requires, found.step("submitted", "refuse").to) == (
        "ZW",
        ("days",),
        "refused",
    )


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("decider: decider", "decides: decider"), r"ask\.yaml:3:10: 'decides' is not a key"),
        (("title: {zh: 问, en: Ask}", ""), "'title' is missing"),
        (("grant: {by: decider, to: granted}", "grant: {by: decider}"), r"ask\.yaml:\d+:\d+: 'to' is missing"),
        (("grant: {by: decider, to: granted}", "grant: yes please"), "is not a move"),
        (("grant: {by: decider, to: granted}", "grant: {by: decider, to: granted, via: x}"), "'via' is not a key"),
        (("{if: {facts.purpose: 审批}, outcome: grant}", "{if: {purpose: 审批}, outcome: grant}"), "names no fact"),
        (("{parameter: a.reply, owed_by: decider}", "{owed_by: decider}"), "one of the three"),
        (("words: {states: {withdrawn: {zh: 已撤回, en: Withdrawn}}}", ""), "'withdrawn' has no title"),
        (("procedure: ask", "procedure: asks"), "the file is named ask but `procedure` says 'asks'"),
    ],
)
def test_a_table_that_cannot_be_read_names_its_line(root, pair, told) -> None:
    change(root, *pair)
    with pytest.raises(LawFileError, match=told):
        ask(root)


def test_a_sound_table_passes_the_check(root) -> None:
    assert problems(root) == ""


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("to: granted", "to: nowhere"), "leads to 'nowhere', which is no state"),
        (("  granted: {}", "  granted: {}\n  lost: {title: {zh: 失, en: Lost}}"), "state 'lost' cannot be reached"),
        (("grant: {by: decider, to: granted}", "grant: {by: applicant, to: granted}"), "can bring the case to an end"),
        (("  granted: {}", "  granted:\n    grant: {by: applicant, to: granted}"), "from 'granted' neither"),
        (
            (
                "grant: {by: decider, to: granted}",
                "grant: {by: decider, to: granted}\n    renew: {by: decider, to: same, title: {zh: 延, en: X}, extends: {clock: reply, parameter: a.reply}}",
            ),
            "could be extended for ever",
        ),
        (
            (
                "grant: {by: decider, to: granted}",
                "grant: {by: decider, to: granted, extends: {clock: other, parameter: a.reply}}",
            ),
            "'other', which is no clock",
        ),
        (
            (
                "grant: {by: decider, to: granted}",
                "grant: {by: decider, to: granted, extends: {clock: reply, parameter: a.none}}",
            ),
            "'a.none' is no parameter",
        ),
        (
            ("grant: {by: decider, to: granted}", "grant: {by: decider, to: granted, when: reply.due}"),
            "only the clock waits",
        ),
        (
            (
                "grant: {by: decider, to: granted}",
                "grant: {by: decider, to: granted}\n    lapse: {by: clock, to: refused, title: {zh: 失效, en: L}}",
            ),
            "is not children.closed, grant.until",
        ),
        (
            (
                "grant: {by: decider, to: granted}",
                "grant: {by: decider, to: granted}\n    lapse: {by: clock, when: reply.due, to: refused, title: {zh: 失效, en: L}}",
            ),
            "has to cite its article",
        ),
        (
            ("grant: {by: decider, to: granted}", "grant: {by: clock, when: reply.due, to: granted, article: 第一条}"),
            "no clock may grant",
        ),
        (("parameter: a.reply", "parameter: a.none"), "'a.none' is no parameter of any jurisdiction"),
        (("owed_by: decider", "owed_by: nobody"), "'nobody' is no function in xx"),
        (
            ("parameter: a.reply, owed_by: decider", "parameter: a.reply, owed_by: decider, pauses_in: [submitted]"),
            "has to cite the article that lets it",
        ),
        (("grant: {by: decider, to: granted}", "grant: {by: nobody, to: granted}"), "'nobody' is no function"),
        (
            ("grant: {by: decider, to: granted}", "grant: {by: decider, to: granted, asks: {procedure: none}}"),
            "'none', which is no procedure",
        ),
        (("requires: [reason]", "requires: [mood]"), "'mood' is not declared in facts.yaml"),
        (("requires_by: a.refusal", "requires_by: a.none"), "'a.none' is no parameter"),
        (("needed_by: a.fields", "needed_by: a.none"), "'a.none' is no parameter"),
        (("needed: [purpose]", "needed: [mood]"), "'mood' is not declared"),
        (("outcome: grant}", "outcome: lend}"), "proposes 'lend', which no state offers"),
        (("{facts.purpose: 审批}", "{facts.mood: 好}"), "'facts.mood' is not declared"),
        (("{facts.purpose: 审批}", "{term.a.none: 5}"), "'a.none' is no parameter"),
        (("needed: [purpose]", "needed: [purpose]\ninitial: nowhere"), "begins in 'nowhere', which is no state"),
    ],
)
def test_a_table_that_could_go_wrong_is_refused_at_start(root, pair, told) -> None:
    change(root, *pair)
    assert told in problems(root)


def test_a_table_that_cannot_be_read_is_one_of_the_problems(root) -> None:
    change(root, "to: granted", "too: granted")
    assert "'to' is missing" in problems(root) or "'too' is not a key" in problems(root)


def test_a_clock_may_run_by_a_fact_and_pause_with_an_article(root) -> None:
    change(
        root,
        "{parameter: a.reply, owed_by: decider}",
        "{days_from: facts.days, starts: received, pauses_in: [submitted], met_by: [grant], article: 第四条}",
    )
    clock = ask(root).clocks["reply"]
    assert (clock.days_from, clock.owed_by, clock.pauses_in, clock.met_by) == (
        "facts.days",
        "decider",
        ("submitted",),
        ("grant",),
    )
    assert problems(root) == ""


def test_the_same_name_has_the_same_kind_of_value_everywhere(root) -> None:
    place(root, "zz", "他法")
    parameter(root / "zz", "a.reply", "true", unit="rule")
    assert "a.reply is in rule here but in working-day in xx" in problems(root)


def test_a_several_providers_case_is_divided_only_where_the_table_has_that_state(root) -> None:
    assert not ask(root).divides
    law = library.load()
    assert law.procedure("sharing-application", "dazhou").divides
    assert law.procedure("sharing-application", "dazhou").initial == "submitted"
    assert law.procedure("opinion", "dazhou").initial == "asked"


def test_every_packaged_procedure_is_sound() -> None:
    assert check(library.load()) == []


@pytest.mark.parametrize("moment", ["children.closed", "grant.until", "parent.closed", "reply.due"])
def test_the_clock_may_wait_for_parts_grants_the_case_that_asked_and_terms(root, moment):
    lapse = f"lapse: {{by: clock, when: {moment}, to: refused, title: {{zh: 失效, en: L}}, article: 第一条}}"
    procedures(
        root, ask=ASK.replace("grant: {by: decider, to: granted}", f"grant: {{by: decider, to: granted}}\n    {lapse}")
    )
    assert check(library.load(root)) == []
