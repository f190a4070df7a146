"""A description is read whole: every fault of its form is told at once, with its path and the value."""

from __future__ import annotations

import pytest

from gongshu.catalogue.description import Basis
from gongshu.catalogue.reading import read

pytestmark = pytest.mark.pure
LEAST = {"title": "公交站点", "provider": "511700-jtysj"}


def faults(**given):
    return {fault.path: fault for fault in read({**LEAST, **given})[1]}


def test_the_least_description_is_a_title_and_a_provider():
    description, found = read(LEAST)
    assert found == []
    assert (description.title, description.provider, description.delivery_mode) == (
        "公交站点",
        "511700-jtysj",
        "replace",
    )


def test_all_faults_come_in_one_list():
    found = faults(
        titel="x",
        sharing="open",
        rejected_share=2,
        items=[{"name": "站名", "code": "n"}, {"name": "站名", "code": "N"}, "text"],
    )
    assert set(found) == {"titel", "sharing", "rejected_share", "items[2].code", "items[3]"}


def test_a_misspelt_field_is_told_with_the_one_that_was_meant():
    assert faults(update_frequncy="daily")["update_frequncy"].remedy_en == "did you mean update_frequency?"


def test_a_field_that_is_like_no_other_is_told_with_those_there_are():
    assert faults(resources=[{"name": "登记表"}])["resources[1].name"].remedy_zh == "可用的字段：kind, title"


def test_an_unknown_value_is_shown_with_those_there_are():
    fault = faults(sharing="open")["sharing"]
    assert fault.shown == "open"
    assert "unconditional, conditional, withheld" in fault.remedy_en


@pytest.mark.parametrize("name", ["title", "provider"])
def test_title_and_provider_cannot_be_left_out(name):
    description, found = read({**LEAST, name: ""})
    assert [fault.path for fault in found] == [name]
    assert getattr(description, name) == ""


def test_a_region_written_as_a_number_is_read_as_its_code():
    assert read({**LEAST, "region": 511700})[0].region == "511700"


def test_a_basis_is_read_in_its_parts():
    description, found = read({**LEAST, "sharing_basis": {"kind": "law", "law": "测绘法", "article": "第三十四条"}})
    assert found == []
    assert description.sharing_basis == Basis(kind="law", law="测绘法", article="第三十四条")
    assert description.sharing_basis.is_named


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"sharing_basis": "测绘法"}, "sharing_basis"),
        ({"sharing_basis": {"title": "测绘法"}}, "sharing_basis.title"),
        ({"sharing_basis": {"kind": "custom"}}, "sharing_basis.kind"),
        ({"keywords": "公交"}, "keywords"),
        ({"masked": "yes"}, "masked"),
        ({"collection": ["x"]}, "collection"),
        ({"abstract": ["x"]}, "abstract"),
        ({"rejected_share": "half"}, "rejected_share"),
        ({"rejected_share": -0.1}, "rejected_share"),
        ({"items": {"name": "x"}}, "items"),
        ({"items": [{"name": "站名"}]}, "items[1].code"),
        ({"items": [{"name": "站名", "code": "n", "length": 0}]}, "items[1].length"),
        ({"items": [{"name": "站名", "code": "n", "size": 3}]}, "items[1].size"),
        ({"items": [{"name": "站名", "code": "n", "type": "varchar"}]}, "items[1].type"),
        ({"title": "长" * 201}, "title"),
        ({"resources": {"kind": "table"}}, "resources"),
        ({"resources": ["登记表"]}, "resources[1]"),
        ({"resources": [{"kind": "table"}, {"kind": "view"}]}, "resources[2].kind"),
        ({"resources": [{"kind": "table", "name": "登记表"}]}, "resources[1].name"),
        ({"resources": [{"kind": "table", "title": "长" * 201}]}, "resources[1].title"),
    ],
)
def test_a_fault_of_form_names_the_path_to_its_field(given, path):
    assert path in faults(**given)


def test_empty_values_say_nothing():
    description, found = read(
        {
            **LEAST,
            "items": None,
            "keywords": None,
            "collection": None,
            "masked": None,
            "sharing_basis": None,
            "rejected_share": "",
        }
    )
    assert found == []
    assert (description.items, description.keywords, description.rejected_share) == ((), (), None)


def test_an_item_about_a_person_makes_the_data_personal_whatever_the_provider_says():
    items = [{"name": "姓名", "code": "xm", "personal": "name"}]
    assert read({**LEAST, "items": items})[0].contents == {"personal_information"}
    assert read({**LEAST, "protected": ["trade_secret"]})[0].contents == {"trade_secret"}
