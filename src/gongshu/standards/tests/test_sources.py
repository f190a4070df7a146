"""Several bodies collect the same element: the data authority decides which one is the source."""

from __future__ import annotations

import pytest

from gongshu.audit import clock
from gongshu.catalogue import queries as catalogue_queries
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.people import Refused
from gongshu.standards import queries, services
from gongshu.standards.errors import StandardState, StandardUnfit
from gongshu.standards.models import SourceDecision
from gongshu.standards.tests.stage import drafted, issued

TRANSPORT = "511700-jtysj"


@pytest.fixture
def rivals(liu, huang, chen):
    """The 自然资源局 and the 交通局 both collect the plate number, each under a name of its own."""
    issued(drafted(liu), liu, chen, huang)

    def entered(who, provider, name, code, key):
        items = [
            {"name": key, "code": f"{code}_no", "key": True, "duty": "登记"},
            {"name": name, "code": code, "standard": "DZ00001", "duty": "登记"},
        ]
        made = catalogue.add(complete(provider=provider, title=f"{name}登记", items=items), actor=who, now=at(10))
        return publish(made, who, chen, at(11))

    return entered(huang, "511700-zrzyj", "车牌", "cp", "泊位编号"), entered(
        liu, TRANSPORT, "号牌号码", "hphm", "许可编号"
    )


def told(entry, who):
    found = catalogue_queries.problems(who, entry.number, at(30))
    return [each for each in found if each.path == "items[2]" and each.pointer]


def test_items_of_several_bodies_that_name_one_element_are_shown_with_their_entries(rivals, huang):
    _page, (found,) = queries.contested(huang)
    assert (found.element.code, [each.version.entry.number for each in found.items]) == (
        "DZ00001",
        [each.number for each in rivals],
    )
    assert found.decision is None


def test_the_source_that_was_decided_binds_the_others_unless_they_are_kept_with_a_reason(rivals, liu, huang, chen):
    estate, transport = rivals
    services.decide_source("DZ00001", transport.number, "车辆由其登记", actor=chen, now=at(20))
    (problem,) = told(estate, huang)
    assert (problem.pointer, str(problem.article), problem.weight) == (transport.number, "达州办法 第十四条", "review")
    assert told(transport, liu) == []
    services.decide_source(
        "DZ00001", transport.number, "车辆由其登记", {"511700-zrzyj": "停车场现场采集"}, actor=chen, now=at(21)
    )
    assert told(estate, huang) == []
    assert SourceDecision.objects.get().kept == {"511700-zrzyj": "停车场现场采集"}


def test_only_the_data_authority_decides_and_says_why_about_what_is_collected(rivals, liu, chen):
    estate, transport = rivals
    with pytest.raises(Refused):
        services.decide_source("DZ00001", transport.number, "我们先登记", actor=liu, now=at(20))
    with pytest.raises(StandardUnfit) as wrong:
        services.decide_source("DZ00002", estate.number, " ", {"511700-x": "因为"}, actor=chen, now=at(20))
    assert len(wrong.value.faults) == 3
    assert not SourceDecision.objects.exists()


def test_a_place_whose_text_has_no_single_source_decides_none(rivals, chen, place):
    place("cn/shanxi/taiyuan")
    with pytest.raises((StandardState, Refused)):
        services.decide_source("DZ00001", rivals[1].number, "登记", actor=chen, now=at(20))


def test_the_authority_decides_on_the_page_and_others_only_read(rivals, as_):
    clock.set_to(at(40))
    try:
        page = as_("liu").get("/standards/sources").content.decode()
        assert "号牌号码" in page
        assert "确定来源" not in page
        client = as_("chen")
        assert "确定来源" in client.get("/standards/sources").content.decode()
        said = {"code": "DZ00001", "entry": rivals[1].number, "reason": ""}
        refused = client.post("/standards/sources", said)
        assert (refused.status_code, "须说明理由" in refused.content.decode()) == (422, True)
        page = client.post("/standards/sources", {**said, "reason": "车辆由其登记"}, follow=True).content.decode()
        assert f"来源已定为 {rivals[1].number}" in page
    finally:
        clock.set_to(None)
