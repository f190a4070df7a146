"""What Dazhou demands of an entry; each problem names its field, its article and a remedy."""

from __future__ import annotations

from datetime import date

import pytest
from tests.proof import obligation

from gongshu.catalogue.reading import read
from gongshu.catalogue.rules import Held, Known, Weight, problems
from gongshu.catalogue.rules.claims import claims
from gongshu.catalogue.tests.stage import complete
from gongshu.law import load

pytestmark = pytest.mark.pure
DAY = date(2025, 9, 29)
LAW = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
PERSON = {"name": "权利人姓名", "code": "holder", "personal": "name"}


def terms(day: date = DAY):
    return load().terms("cn/sichuan/dazhou", day)


def found(day: date = DAY, known: Known | None = None, **changed):
    """The problems of a complete entry that was changed, by rule and path."""
    description, faults = read({**complete(region="511700", compiled_under=["catalogue_compilation_guide"]), **changed})
    assert faults == []
    return {(problem.rule, problem.path): problem for problem in problems(description, terms(day), known)}


def test_a_complete_entry_lacks_nothing():
    assert found() == {}


@obligation("dazhou-13-2")
@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"format": ""}, "format"),
        ({"data_type": ""}, "data_type"),
        ({"update_frequency": ""}, "update_frequency"),
        ({"level": ""}, "level"),
        ({"contact": ""}, "contact"),
        ({"contact_details": ""}, "contact_details"),
        ({"sharing": ""}, "sharing"),
        ({"opening": ""}, "opening"),
        ({"opening_conditions": ""}, "opening_conditions"),
    ],
)
def test_the_basic_items_of_an_entry_must_be_there(changed, path):
    problem = found(**changed)["catalogue.required_fields", path]
    assert str(problem.article) == "达州办法 第十三条第一款"
    assert problem.weight is Weight.REVIEW


def test_conditions_are_demanded_only_where_there_are_any():
    assert found(opening="unconditional", opening_conditions="") == {}


@obligation("dazhou-19-1")
def test_an_entry_has_one_of_the_three_sharing_types():
    problem = found(sharing="")["sharing.types", "sharing"]
    assert str(problem.article) == "达州办法 第十九条第一款"
    assert "unconditional, conditional, withheld" in problem.en


@obligation("dazhou-25-1")
def test_an_entry_has_one_of_the_three_opening_types():
    assert str(found(opening="")["opening.types", "opening"].article) == "达州办法 第二十五条第一款"


@obligation("dazhou-19-3")
def test_conditional_sharing_states_its_reason_and_its_conditions():
    assert {path for rule, path in found(sharing="conditional") if rule == "sharing.conditional_fields"} == {
        "sharing_reason",
        "sharing_conditions",
    }
    assert found(sharing="conditional", sharing_reason="涉及个人", sharing_conditions="限办理业务") == {}


@obligation("dazhou-19-4")
def test_withholding_from_sharing_names_the_text_that_allows_it():
    assert (
        str(found(sharing="withheld")["sharing.withheld_fields", "sharing_basis"].article) == "达州办法 第十九条第二款"
    )
    assert found(sharing="withheld", sharing_basis=LAW) == {}


@obligation("dazhou-19-4")
@pytest.mark.parametrize("kind", ["government_rule", "national_provision"])
def test_rules_and_national_provisions_can_withhold_from_sharing(kind):
    assert found(sharing="withheld", sharing_basis={**LAW, "kind": kind}) == {}


@obligation("dazhou-18-1")
def test_sharing_is_the_rule_and_data_leaves_it_only_by_a_named_text():
    assert (
        str(found(sharing="withheld")["sharing.shared_by_default", "sharing_basis"].article)
        == "达州办法 第十八条第一款"
    )


@obligation("dazhou-18-1")
def test_a_national_policy_can_take_data_out_of_sharing():
    assert found(sharing="withheld", sharing_basis={**LAW, "kind": "national_policy"}) == {}


def test_a_basis_of_no_kind_does_not_suffice():
    assert ("sharing.withheld_basis_types", "sharing_basis.kind") in found(
        sharing="withheld", sharing_basis={**LAW, "kind": ""}
    )


@obligation("dazhou-24-1")
def test_data_is_opened_unless_a_law_or_regulation_forbids_it():
    assert (
        str(found(opening="withheld")["opening.opened_by_default", "opening_basis"].article)
        == "达州办法 第二十四条第一款"
    )
    assert found(opening="withheld", opening_basis=LAW) == {}
    assert ("opening.exceptions", "opening_basis.kind") in found(
        opening="withheld", opening_basis={**LAW, "kind": "national_policy"}
    )


def test_protected_content_is_itself_a_ground_not_to_open():
    assert found(opening="withheld", protected=["trade_secret"]) == {}


@obligation("dazhou-24-3")
@pytest.mark.parametrize(
    "content", ["personal_privacy", "personal_information", "trade_secret", "confidential_business_information"]
)
def test_protected_content_is_not_opened_directly(content):
    problem = found(opening="unconditional", protected=[content])["opening.protected", "opening"]
    assert str(problem.article) == "达州办法 第二十四条第三款"
    assert problem.shown == content


@obligation("dazhou-24-3")
def test_an_item_about_persons_is_not_opened_directly_even_if_nobody_said_that_it_is_protected():
    items = [*complete()["items"], PERSON]
    assert ("opening.protected", "opening") in found(opening="unconditional", items=items)


@obligation("dazhou-25-2")
@pytest.mark.parametrize("opening", ["unconditional", "conditional"])
def test_masked_data_may_be_opened_with_the_consent_of_the_right_holders(opening):
    protected = {"opening": opening, "protected": ["personal_information"]}
    assert found(**protected, masked=True, consent=True) == {}
    assert (
        str(found(**protected, masked=True)["opening.reclassify_conditions", "consent"].article)
        == "达州办法 第二十五条第一款"
    )
    assert ("opening.reclassify_conditions", "masked") in found(**protected, consent=True)


@obligation("dazhou-14-2")
@pytest.mark.parametrize("element", ["authority", "procedure", "standard"])
def test_collection_states_its_authority_procedure_and_standard(element):
    collection = {key: value for key, value in complete()["collection"].items() if key != element}
    problem = found(collection=collection)["catalogue.collection_basis_fields", f"collection.{element}"]
    assert str(problem.article) == "达州办法 第十四条"


@obligation("dazhou-14-2")
def test_an_item_that_serves_no_duty_is_beyond_what_may_be_collected():
    problem = found(duty="")["collection.prohibited", "duty"]
    assert "不动产单元号" in problem.shown
    items = [{**item, "duty": "不动产登记"} for item in complete()["items"]]
    assert found(duty="", items=items) == {}


@obligation("dazhou-13-4")
def test_an_entry_is_compiled_under_the_guide():
    problem = found(compiled_under=["own_rules"])["catalogue.compilation_basis", "compiled_under"]
    assert problem.article.number == 13
    assert problem.shown == "own_rules"


def known(shared: bool = True) -> Known:
    description = read(complete())[0]
    wanted = claims(description, "511700")
    held = Held(number="511700-0009", title="房屋登记", provider="达州市住房和城乡建设局", is_shared=shared)
    return Known(claims=wanted, held={wanted[1]: held})


@obligation("dazhou-14-1")
def test_a_datum_has_one_source_and_the_second_is_shown_the_first():
    problem = found(known=known())["catalogue.single_source", "items[2]"]
    assert (problem.pointer, problem.weight, str(problem.article)) == ("511700-0009", Weight.DRAFT, "达州办法 第十四条")
    assert "taken_from" in problem.remedy_en


def test_what_nobody_has_verified_only_warns():
    problem = found(known=known())["catalogue.no_repeat_collection", "items[2]"]
    assert problem.weight is Weight.WARNING


def test_important_data_that_is_opened_without_conditions_is_pointed_out_to_the_officer():
    problem = found(level="important", opening="unconditional", opening_conditions="")[
        "classification.protected_levels", "level"
    ]
    assert problem.weight is Weight.WARNING
    assert problem.article.law == "数据安全法"


def test_what_is_said_to_be_taken_from_an_entry_must_be_there():
    items = [*complete()["items"], {"name": "宗地面积", "code": "area", "taken_from": "511700-0007"}]
    assert "no published entry" in found(items=items)["form", "items[4].taken_from"].en
    elsewhere = Known(taken={"511700-0007": frozenset({"宗地代码"})})
    assert "has no item" in found(items=items, known=elsewhere)["form", "items[4].taken_from"].en
    assert found(items=items, known=Known(taken={"511700-0007": frozenset({"宗地面积"})})) == {}


def test_a_ground_to_collect_again_that_no_text_admits_is_refused():
    problem = found(again_basis=LAW)["catalogue.no_repeat_collection", "again_basis"]
    assert problem.weight is Weight.DRAFT


def test_before_the_measure_is_in_force_it_demands_nothing():
    assert found(date(2025, 2, 28), format="", contact="", sharing="withheld") == {}


def test_the_gravest_problems_come_first():
    description = read(complete(region="511700", format="", level="important"))[0]
    weights = [problem.weight for problem in problems(description, terms(), known())]
    assert weights == sorted(weights, key=[Weight.DRAFT, Weight.REVIEW, Weight.WARNING].index)


def test_a_problem_tells_itself_in_both_languages_and_as_json():
    problem = found(format="")["catalogue.required_fields", "format"]
    assert problem.line("zh") == "format：须写明格式（达州办法 第十三条第一款）；填写 format"
    assert problem.line("en").startswith("format: the text demands: ")
    assert problem.as_json()["article"] == "达州办法 第十三条第一款"
