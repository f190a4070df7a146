"""Forms, lists that are kept, classes and matters in a real browser: at a desk and on a phone, in both languages, by axe."""

from __future__ import annotations

import pytest
from tests.browser import wrong_with

from gongshu.audit import clock
from gongshu.catalogue import services as catalogue
from gongshu.gateway.tests.stage import at
from gongshu.oneform import services
from gongshu.oneform.services import Wanted
from gongshu.oversight import services as oversight
from gongshu.people.models import Body

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
SOON = at(0.01)
SAID = {"matter": "字段说明有误", "conditions": "及时更正", "law": "容错办法", "article": "第五条"}


@pytest.fixture
def filled(cast, grant, today):
    """A form with a filling that waits and one that was sent, a matter, classes with an entry, and lists of each kind."""
    liu, chen = cast("liu"), cast("chen")
    body, city = Body.objects.get(code="511700-jtysj"), Body.objects.get(code="511700-sjj").region
    fields = [
        Wanted(grant=grant.number, item="area"),
        Wanted(grant=grant.number, item="owner"),
        Wanted(name="联系电话"),
    ]
    form = services.define("公交站用地登记", "不动产单元号", fields, body, actor=liu, now=SOON)
    waiting, sent = (services.begin(form.number, key, actor=liu, now=SOON).number for key in ("U00003", "U00004"))
    services.send(sent, {"3": "13800001111"}, actor=liu, now=SOON)
    oversight.add_matter("exemption_list", city, SAID, SOON.date(), actor=chen, now=SOON)
    catalogue.load_classes(None, "", city, actor=chen, now=SOON)
    catalogue.classify(grant.entry, "1030010001", actor=chen, now=SOON)
    catalogue.set_list(
        "high_frequency_list", "511700", dict.fromkeys(("months", "applications", "requests"), 1), actor=chen, now=at(3)
    )
    for kind in ("high_frequency_list", "exemption_list", "opening_demand_list"):
        catalogue.publish_list(kind, "511700", actor=chen, now=at(3))
    today(at(3.1))
    yield form.number, waiting, sent, grant.entry
    clock.set_to(None)


def test_every_page_fits_both_widths_and_axe_finds_no_fault_and_english_pages_are_english(filled, live, chromium):
    form, waiting, sent, entry = filled
    pages = [
        ("liu", "/forms"), ("liu", "/forms/new"), ("liu", f"/forms/{form}"), ("liu", f"/forms/fillings/{waiting}"),
        ("liu", f"/forms/fillings/{sent}"), ("chen", "/oversight/matters"), ("chen", "/lists/high_frequency_list/511700"),
        ("", "/lists/exemption_list/511700"), ("", "/lists/opening_demand_list/511700"), ("", "/catalogue/classes"),
        ("chen", "/catalogue/classes"), ("chen", f"/catalogue/{entry}/class"), ("chen", f"/catalogue/{entry}"), ("chen", "/lists"),
    ]  # fmt: skip
    assert wrong_with(chromium, live, pages) == []
