"""What the other texts demand of an entry, and where they are silent."""

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
EVERY_BASIS = {
    "authority": "不动产登记暂行条例 第四条", "purpose": "登记", "scope": "本市", "method": "窗口", "format": "数据库", "process": "受理、审核、登簿", "procedure": "第三章",
    "standard": "GB/T 37346",
}  # fmt: skip


def found(place: str, known: Known | None = None, **changed):
    base = complete(
        region="511700",
        collection=EVERY_BASIS,
        collection_method="direct",
        compiled_under=["national_standard", "provincial_standard"],
    )
    description, faults = read({**base, **changed})
    assert faults == []
    terms = load().terms(place, DAY, as_if_in_force=place == "hunan")
    return {(problem.rule, problem.path): problem for problem in problems(description, terms, known)}


def held(place: str, *, shared: bool = True, **changed):
    """The problems of an entry whose second item another provider already holds."""
    wanted = claims(read(complete())[0], "511700")
    first = Held(number="320100-0009", title="房屋登记", provider="住房和城乡建设局", is_shared=shared)
    return found(place, Known(claims=wanted, held={wanted[1]: first}), **changed)


@pytest.mark.parametrize("place", ["chengdu", "jiangsu", "hunan", "taiyuan"])
def test_a_complete_entry_lacks_nothing_anywhere(place):
    assert found(place) == {}


@obligation("chengdu-14-2")
@pytest.mark.parametrize("field", ["level", "sharing", "opening", "update_frequency"])
def test_chengdu_demands_source_level_attributes_and_frequency(field):
    assert str(found("chengdu", **{field: ""})["catalogue.required_fields", field].article) == "成都条例 第十四条第一款"


@obligation("chengdu-13-2")
@pytest.mark.parametrize("field", ["sharing", "opening"])
def test_chengdu_demands_that_data_is_marked_with_both_attributes(field):
    assert (
        str(found("chengdu", **{field: ""})["classification.required_fields", field].article)
        == "成都条例 第十三条第二款"
    )


@obligation("chengdu-21-5")
@pytest.mark.parametrize("field", ["format", "data_type", "update_frequency"])
def test_chengdu_demands_six_marks_in_the_open_catalogue(field):
    assert (
        str(found("chengdu", **{field: ""})["opening.catalogue_fields", field].article) == "成都条例 第二十一条第二款"
    )
    closed = found("chengdu", opening="withheld", opening_ground="may_harm_public_interest", **{field: ""})
    assert not [rule for rule, _ in closed if rule == "opening.catalogue_fields"]


@obligation("chengdu-21-2")
def test_chengdu_keeps_data_closed_only_on_its_four_grounds():
    problem = found("chengdu", opening="withheld")["opening.withheld_grounds", "opening_ground"]
    assert str(problem.article) == "成都条例 第二十一条第一款"
    assert "may_endanger_national_security" in problem.remedy_en
    assert found("chengdu", opening="withheld", opening_ground="may_endanger_national_security") == {}


@obligation("taiyuan-8-2")
def test_taiyuan_keeps_data_closed_only_on_its_four_grounds():
    assert (
        str(found("taiyuan", opening="withheld")["opening.withheld_grounds", "opening_ground"].article)
        == "太原条例 第八条第二款"
    )
    assert found("taiyuan", opening="withheld", opening_ground="may_infringe_civil_rights") == {}


@obligation("taiyuan-8-1")
def test_taiyuan_has_three_types_of_opening():
    assert str(found("taiyuan", opening="")["opening.types", "opening"].article) == "太原条例 第八条第一款"


@obligation("taiyuan-8-3")
def test_taiyuan_masks_before_it_opens_unless_a_law_provides_otherwise():
    personal = {"protected": ["personal_information"], "opening": "unconditional"}
    assert str(found("taiyuan", **personal)["opening.masked_before", "masked"].article) == "太原条例 第八条第二款"
    assert found("taiyuan", **personal, masked=True) == {}
    assert found("taiyuan", **personal, opening_basis=LAW) == {}
    assert found("taiyuan", **personal, opening_basis={**LAW, "kind": "national_policy"}) != {}


@obligation("jiangsu-34-3")
def test_jiangsu_has_three_types_of_opening():
    assert str(found("jiangsu", opening="")["opening.types", "opening"].article) == "江苏条例 第三十四条第三款"


@obligation("hunan-16-1")
def test_hunan_has_three_types_of_opening():
    assert str(found("hunan", opening="")["opening.types", "opening"].article) == "湖南草案 第十六条第一款"


@obligation("hunan-15-6")
def test_hunan_has_three_types_of_sharing():
    assert str(found("hunan", sharing="")["sharing.types", "sharing"].article) == "湖南草案 第十五条第二款"


@obligation("hunan-15-1")
def test_hunan_shares_unless_a_named_text_forbids_it():
    assert ("sharing.shared_by_default", "sharing_basis") in found("hunan", sharing="withheld")
    assert found("hunan", sharing="withheld", sharing_basis=LAW) == {}


@obligation("jiangsu-33-2")
def test_jiangsu_refuses_to_share_only_by_law_regulation_or_rule():
    assert ("sharing.shared_by_default", "sharing_basis") in found("jiangsu", sharing="withheld")
    assert found("jiangsu", sharing="withheld", sharing_basis={**LAW, "kind": "government_rule"}) == {}
    policy = found("jiangsu", sharing="withheld", sharing_basis={**LAW, "kind": "national_policy"})
    assert str(policy["sharing.refusal_basis", "sharing_basis.kind"].article) == "江苏条例 第三十三条第二款"


@obligation("jiangsu-19-1")
@pytest.mark.parametrize("element", ["authority", "scope", "procedure", "standard"])
def test_jiangsu_collects_by_authority_scope_procedure_and_standard(element):
    rest = {key: value for key, value in EVERY_BASIS.items() if key != element}
    assert (
        str(found("jiangsu", collection=rest)["catalogue.collection_basis_fields", f"collection.{element}"].article)
        == "江苏条例 第十九条第一款"
    )


@obligation("hunan-13-1")
@pytest.mark.parametrize("element", ["authority", "procedure", "standard"])
def test_hunan_collects_by_authority_procedure_and_standard(element):
    rest = {key: value for key, value in EVERY_BASIS.items() if key != element}
    assert ("catalogue.collection_basis_fields", f"collection.{element}") in found("hunan", collection=rest)


@obligation("chengdu-12-1")
@pytest.mark.parametrize("element", ["authority", "purpose", "scope", "method", "format", "process"])
def test_chengdu_collects_within_its_statutory_bounds(element):
    rest = {key: value for key, value in EVERY_BASIS.items() if key != element}
    assert ("catalogue.collection_basis_fields", f"collection.{element}") in found("chengdu", collection=rest)


@obligation("chengdu-12-1")
def test_chengdu_has_one_source_for_each_datum():
    problem = held("chengdu", shared=False)["catalogue.single_source", "items[2]"]
    assert (problem.pointer, str(problem.article)) == ("320100-0009", "成都条例 第十二条第一款")


@obligation("chengdu-12-1")
def test_chengdu_collects_only_what_a_duty_needs():
    assert ("catalogue.collection_principles", "duty") in found("chengdu", duty="")


@obligation("chengdu-12-3")
def test_chengdu_demands_the_way_of_collecting_and_for_an_entrusted_one_its_agreement():
    assert ("catalogue.collection_methods", "collection_method") in found("chengdu", collection_method="")
    agreed = {
        "entrusted_matters": "入户登记",
        "rights_and_duties_of_both_parties": "协议第三条",
        "notice": "入户时出示",
    }
    assert found("chengdu", collection_method="entrusted", entrusted=agreed) == {}


@obligation("chengdu-12-3")
def test_chengdu_demands_what_an_entrusted_collection_agrees_on():
    problems_ = found("chengdu", collection_method="entrusted")
    assert {path for rule, path in problems_ if rule == "catalogue.entrusted_collection_fields"} == {
        "entrusted.entrusted_matters",
        "entrusted.rights_and_duties_of_both_parties",
    }


@obligation("chengdu-12-5")
def test_chengdu_has_whoever_data_is_collected_from_told_that_it_is_entrusted():
    agreed = {"entrusted_matters": "入户登记", "rights_and_duties_of_both_parties": "协议第三条"}
    problem = found("chengdu", collection_method="entrusted", entrusted=agreed)[
        "catalogue.entrusted_collection_notice", "entrusted.notice"
    ]
    assert str(problem.article) == "成都条例 第十二条第二款"
    told = {**agreed, "notice": "入户时出示委托书"}
    assert found("chengdu", collection_method="entrusted", entrusted=told) == {}


@obligation("chengdu-12-6")
def test_chengdu_forbids_to_collect_again_what_sharing_can_give():
    assert str(held("chengdu")["catalogue.no_repeat_collection", "items[2]"].article) == "成都条例 第十二条第三款"
    assert ("catalogue.no_repeat_collection", "items[2]") not in held("chengdu", shared=False)


@obligation("chengdu-12-6")
def test_chengdu_lets_a_law_or_administrative_regulation_demand_that_data_is_collected_again():
    assert found("chengdu", again_basis=LAW) == {}
    assert ("catalogue.no_repeat_collection_exceptions", "again_basis") in found(
        "chengdu", again_basis={**LAW, "kind": "government_rule"}
    )


@obligation("jiangsu-19-2")
def test_jiangsu_forbids_to_collect_again_what_sharing_can_give():
    problem = held("jiangsu")["catalogue.no_repeat_collection", "items[2]"]
    assert (str(problem.article), problem.weight) == ("江苏条例 第十九条第一款", Weight.DRAFT)


@obligation("hunan-13-2")
def test_hunan_forbids_to_collect_again_what_sharing_can_give():
    assert held("hunan")["catalogue.no_repeat_collection", "items[2]"].weight is Weight.DRAFT


@obligation("jiangsu-20-2")
def test_jiangsu_compiles_under_the_national_and_the_provincial_standard():
    problem = found("jiangsu", compiled_under=["national_standard"])["catalogue.compilation_basis", "compiled_under"]
    assert "provincial_standard" in problem.remedy_en


def test_silence_demands_nothing():
    assert (
        found(
            "taiyuan",
            sharing="",
            format="",
            update_frequency="",
            collection={},
            duty="",
            level="",
            contact="",
            compiled_under=[],
        )
        == {}
    )
    assert ("catalogue.single_source", "items[2]") not in held("jiangsu")
    assert found("hunan", format="", contact="") == {}
