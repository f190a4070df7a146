"""Applying for entries: items are ticked and not typed, and nobody applies for what they may not know of."""

from __future__ import annotations

import pytest

from gongshu.audit import clock
from gongshu.cases.errors import UnknownSubject
from gongshu.cases.models import Case
from gongshu.cases.services import open_case
from gongshu.catalogue import services
from gongshu.catalogue.tests.stage import NOW, at, complete, deliver, hook, publish

CONDITIONAL = {"sharing": "conditional", "sharing_reason": "含权利人信息", "sharing_conditions": "限审批核验"}
BASIS = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
FACTS = {"reason": "核查经营场所", "legal_basis": "道路运输条例 第八条", "purpose": "许可审查"}
FORM = "/cases/open/sharing-application"


@pytest.fixture(autouse=True)
def today(cast):
    clock.set_to(at(1))
    yield
    clock.set_to(None)


def published(huang, chen, **changed):
    entry = publish(services.add(complete(**CONDITIONAL, **changed), actor=huang, now=NOW), huang, chen)
    deliver(entry, huang, delivery=entry.number)
    hook(entry, huang, chen)
    return entry


@pytest.fixture
def estate(huang, chen):
    return published(huang, chen)


@pytest.fixture
def hidden(huang, chen):
    said = complete(
        title="控制点成果", opening="withheld", opening_basis=BASIS, sharing="withheld", sharing_basis=BASIS
    )
    return publish(services.add(said, actor=huang, now=NOW), huang, chen)


@pytest.fixture
def visit(client):
    def arrive(login):
        from gongshu.people.models import Account

        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return arrive


def test_the_items_of_an_entry_are_boxes_to_tick_and_those_ticked_are_applied_for(estate, visit):
    browser = visit("he")
    page = browser.get(f"{FORM}?about={estate.number}").content.decode()
    for code, name in (("unit_no", "不动产单元号"), ("location", "坐落"), ("registered_on", "登记日期")):
        assert f'value="{code}"' in page
        assert name in page
    sent = browser.post(FORM, {**FACTS, "about": estate.number, "items": ["unit_no", "location"]})
    case = Case.objects.get(number=sent.url.rsplit("/", 1)[-1])
    assert case.facts["items"] == ["unit_no", "location"]


def test_the_officer_s_form_begins_with_the_items_that_were_applied_for(estate, visit, cast):
    case = open_case("sharing-application", [estate.number], {**FACTS, "items": ["坐落"]}, actor=cast("he"), now=at(1))
    page = visit("chen").get(f"/cases/{case.number}").content.decode()
    ticked = [tag for tag in page.split("<input") if "checkbox" in tag and "checked" in tag.split(">")[0]]
    assert {'value="location"' in tag for tag in ticked} == {True}


def test_items_of_several_entries_bear_their_entry_s_number(estate, huang, chen, visit):
    other = published(huang, chen, title="宗地信息", items=[{"name": "宗地代码", "code": "parcel", "key": True}])
    page = visit("he").get(f"{FORM}?about={estate.number}+{other.number}").content.decode()
    assert f'value="{estate.number}:location"' in page
    assert f'value="{other.number}:parcel"' in page


def test_items_typed_before_the_entry_was_named_are_read_line_by_line(estate, visit):
    sent = visit("he").post(FORM, {**FACTS, "about": estate.number, "items": "unit_no\nlocation\n"})
    assert sent.status_code == 302


def test_an_item_that_the_entry_does_not_have_is_refused_in_the_form(estate, visit):
    answer = visit("he").post(FORM, {**FACTS, "about": estate.number, "items": ["owner"]})
    assert answer.status_code == 422
    assert "owner" in answer.content.decode()


@pytest.mark.parametrize("procedure", ["opening-application", "check-application"])
@pytest.mark.parametrize("login", ["lin", "shutong"])
def test_the_form_tells_the_public_nothing_of_an_entry_that_they_may_not_see(hidden, visit, login, procedure):
    page = visit(login).get(f"/cases/open/{procedure}?about={hidden.number}").content.decode()
    assert "控制点成果" not in page
    assert "坐落" not in page


def test_what_somebody_may_not_see_is_as_unknown_as_what_is_not_there(hidden, cast):
    said = {**FACTS, "scenario": "研究", "commitment": "是"}
    with pytest.raises(UnknownSubject) as unseen:
        open_case("opening-application", [hidden.number], said, actor=cast("lin"), now=at(1))
    with pytest.raises(UnknownSubject) as missing:
        open_case("opening-application", ["511700-9999"], said, actor=cast("lin"), now=at(1))
    assert str(unseen.value).replace(hidden.number, "N") == str(missing.value).replace("511700-9999", "N")


@pytest.fixture
def checked(hidden, cast):
    """A citizen has asked to have data on them checked, in an entry that they cannot see."""
    said = {"grounds": "inaccurate", "record": "本人姓名", "reason": "姓名有误"}
    return open_case("check-application", [hidden.number], said, actor=cast("lin"), now=at(1))


def test_whom_data_is_about_may_have_it_checked_without_seeing_the_entry(checked):
    assert checked.clocks.get().due.isoformat() == "2025-10-29"


@pytest.mark.parametrize("ending", ["", ".json"])
def test_the_case_of_a_check_tells_its_applicant_no_more_of_the_entry_than_its_number(checked, hidden, visit, ending):
    answer = visit("lin").get(f"/cases/{checked.number}{ending}")
    assert "控制点成果".encode() not in answer.content
    assert hidden.number.encode() in answer.content


def test_an_applicant_for_open_data_reads_each_clause_of_the_commitment_and_signs_it_with_one_tick(huang, chen, visit):
    number = published(huang, chen, title="运力结构", items=[{"name": "月份", "code": "month", "key": True}]).number
    browser, address = visit("shutong"), f"/cases/open/opening-application?about={number}"
    page = browser.get(address).content.decode()
    assert "采取安全保障措施" in page
    assert "不得篡改" in page
    assert "我已阅读并签署以上承诺" in page
    said = {**FACTS, "scenario": "研究", "about": number}
    assert browser.post(address, said).status_code == 422
    sent = browser.post(address, {**said, "commitment": "已阅读并签署"})
    case = Case.objects.get(number=sent.url.rsplit("/", 1)[-1])
    assert case.facts["commitment"] == "已阅读并签署"
    assert [letter.kind for letter in case.letters.order_by("id")] == ["receipt", "commitment"]
