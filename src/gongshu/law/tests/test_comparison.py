from datetime import date

import pytest

from gongshu.law import library
from gongshu.law.comparison import differences, simulate
from gongshu.law.errors import UnknownName

pytestmark = pytest.mark.pure
LAW = library.load()
DAY = date(2025, 9, 29)


def test_a_case_is_simulated_in_all_five_places_drafts_included() -> None:
    found = {one.jurisdiction: one for one in simulate(LAW, "sharing-application", {"facts": {"purpose": "审批"}}, DAY)}
    assert set(found) == {"cn/hunan", "cn/jiangsu", "cn/shanxi/taiyuan", "cn/sichuan/chengdu", "cn/sichuan/dazhou"}
    dazhou = found["cn/sichuan/dazhou"]
    assert dazhou.dues["reply"].day == date(2025, 10, 13)
    assert dazhou.extended["reply"].day == date(2025, 10, 20)
    assert dazhou.lacking == ["reason", "legal_basis"]
    assert dazhou.proposal.outcome == "ask_provider"
    assert "sets no number of days" in found["cn/sichuan/chengdu"].open_times["reply"]["en"]
    assert found["cn/hunan"].status == "draft"


def test_an_unverified_term_is_named_as_a_doubt_of_the_simulation() -> None:
    found = {one.jurisdiction: one for one in simulate(LAW, "sharing-application", {"facts": {}}, DAY)}
    assert any("is not verified" in warning for warning in found["cn/jiangsu"].proposal.warnings)


def test_a_clock_without_a_start_or_a_number_says_so() -> None:
    chengdu = next(
        one for one in simulate(LAW, "doubt-feedback", {"facts": {}}, DAY) if one.jurisdiction.endswith("chengdu")
    )
    assert "feedback" in chengdu.open_times
    found_on = {"facts": {"found_on": date(2025, 9, 29)}}
    chengdu = next(
        one for one in simulate(LAW, "doubt-feedback", found_on, DAY) if one.jurisdiction.endswith("chengdu")
    )
    assert chengdu.dues["feedback"].day == date(2025, 10, 13)
    opinion = simulate(LAW, "opinion", {"facts": {}}, DAY)
    assert all("answer" in one.open_times for one in opinion)


def test_only_hunan_provides_for_verification_after_a_refusal() -> None:
    provided = {one.jurisdiction for one in simulate(LAW, "verification", {"facts": {}}, DAY) if one.provided}
    assert provided == {"cn/hunan"}


def test_an_unknown_procedure_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        simulate(LAW, "sharing-aplication", {}, DAY)


def test_two_places_differ_where_value_or_unit_does() -> None:
    left, right = (LAW.terms(name, DAY, as_if_in_force=True) for name in ("dazhou", "chengdu"))
    found = {pair.name: pair for pair in differences(left, right)}
    assert found["sharing.reply"].left.value == 5
    assert found["sharing.reply"].right.value == "to_be_set"
    assert not differences(left, left)
    assert any(pair.right is None for pair in found.values())
