"""One form: filled from shared items under grants, each value with its source, only the rest asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings as node
from django.test import Client

from gongshu.audit import clock
from gongshu.audit.models import AuditEvent
from gongshu.gateway.tests.stage import at
from gongshu.grants.errors import NotHandedOut
from gongshu.grants.uses import reading
from gongshu.oneform import queries, services
from gongshu.oneform.errors import FormOver, FormUnfit, NotFilled, UnknownForm
from gongshu.oneform.models import Filling, Form, State
from gongshu.oneform.services import Wanted
from gongshu.people import ANYONE, Refused
from gongshu.people.models import Account, Body

SOON = at(0.01)


@pytest.fixture
def liu(cast):
    return cast("liu")


def define(liu, grant, *asked, items=("area", "owner"), **changed):
    fields = [*(Wanted(grant=grant.number, item=item) for item in items), *(Wanted(name=name) for name in asked)]
    given = {"title": "公交站用地登记", "key": "不动产单元号", **changed}
    return services.define(**given, fields=fields, body=Body.objects.get(code="511700-jtysj"), actor=liu, now=SOON)


def shown(liu, filling):
    _held, _key, fields = queries.filling(liu, filling.number, SOON)
    return {each.field.name: (each.value, each.is_shared) for each in fields}


def uses(grant):
    return [each for each in reading.uses(node.GONGSHU.uses, grant=grant.number) if each.event == "gateway:use:rows"]


def test_what_is_shared_is_filled_and_masked_as_the_grant_says_and_the_rest_is_asked(liu, grant):
    form = define(liu, grant, "联系电话")
    filling = services.begin(form.number, "U00003", actor=liu, now=SOON)
    assert shown(liu, filling) == {"面积": ("63.5", True), "权利人": ("张**", True), "联系电话": ("", False)}
    assert [each["entry"] for each in filling.sources] == [grant.entry] * 2


def test_every_reading_is_a_use_under_the_grant_that_tells_no_key(liu, grant):
    form = define(liu, grant)
    services.begin(form.number, "U00003", actor=liu, now=SOON)
    (use,) = uses(grant)
    assert (use.login, use.rows, use.facts["form"]) == ("liu", 1, True)
    assert "U00003" not in str(use.facts)


def test_key_and_values_lie_nowhere_in_clear(liu, grant):
    form = define(liu, grant, "联系电话")
    filling = services.begin(form.number, "U00003", actor=liu, now=SOON)
    services.send(filling.number, {"3": "13800001111"}, actor=liu, now=SOON)
    filling.refresh_from_db()
    told = str(list(AuditEvent.objects.filter(event__startswith="oneform").values()))
    for value in ("U00003", "张**", "13800001111"):
        assert value.encode() not in bytes(filling.sealed)
        assert value not in told


def test_a_filling_is_sent_once_and_only_when_nothing_is_left(liu, grant):
    filling = services.begin(define(liu, grant, "联系电话").number, "U00003", actor=liu, now=SOON)
    with pytest.raises(FormUnfit, match="联系电话"):
        services.send(filling.number, {}, actor=liu, now=SOON)
    sent = services.send(filling.number, {"3": "13800001111", "1": "999"}, actor=liu, now=SOON)
    assert (sent.state, shown(liu, sent)["联系电话"]) == (State.SENT, ("13800001111", False))
    assert shown(liu, sent)["面积"] == ("63.5", True)
    with pytest.raises(FormOver):
        services.send(filling.number, {"3": "1"}, actor=liu, now=SOON)


def test_of_an_unknown_key_everything_is_asked(liu, grant):
    filling = services.begin(define(liu, grant).number, "U99999", actor=liu, now=SOON)
    assert set(shown(liu, filling).values()) == {("", False)}
    assert filling.sources == []


def test_when_the_grant_is_suspended_nothing_is_filled(liu, stage, grant):
    form = define(liu, grant)
    grant.state = "suspended"
    grant.save()
    with pytest.raises(NotHandedOut):
        services.begin(form.number, "U00003", actor=liu, now=SOON)
    assert not Filling.objects.exists()


def test_a_grant_for_another_purpose_fills_nothing(liu, grant):
    form = define(liu, grant)
    Form.objects.update(purpose="另一用途")
    with pytest.raises(NotFilled, match="another purpose"):
        services.begin(form.number, "U00003", actor=liu, now=SOON)
    assert uses(grant) == []


def test_a_day_s_quota_ends_the_day_s_fillings(liu, stage, entry):
    grant = stage.granted(entry.number, quota=1)
    form = define(liu, grant)
    services.begin(form.number, "U00003", actor=liu, now=SOON)
    with pytest.raises(NotFilled, match="used up"):
        services.begin(form.number, "U00004", actor=liu, now=SOON)


def test_a_form_rests_on_live_grants_of_its_own_body_and_their_items(liu, stage, entry, grant):
    with pytest.raises(FormUnfit, match="does not hold salary"):
        define(liu, grant, items=("salary",))
    grant.number = "2025-SQ-09999"
    with pytest.raises(FormUnfit, match="no live sharing grant"):
        define(liu, grant)
    with pytest.raises(FormUnfit, match="no field is filled by sharing"):
        define(liu, grant, "联系电话", items=())


def test_only_staff_of_the_form_s_body_define_fill_and_read(liu, cast, grant):
    form = define(liu, grant)
    filling = services.begin(form.number, "U00003", actor=liu, now=SOON)
    huang = cast("huang")
    with pytest.raises(Refused):
        define(huang, grant)
    with pytest.raises(UnknownForm):
        services.begin(form.number, "U00003", actor=huang, now=SOON)
    for actor, number in ((huang, filling.number), (ANYONE, filling.number)):
        with pytest.raises(UnknownForm):
            queries.filling(actor, number, SOON)
    for actor in (huang, ANYONE):
        with pytest.raises(UnknownForm):
            queries.form(actor, form.number)


def test_whoever_defines_a_form_is_told_of_what_sharing_could_give(liu, grant):
    form = define(liu, grant, "登记日期", "联系电话")
    pointers = {field.name: field.pointer for field, _title in queries.form(liu, form.number).fields}
    assert pointers == {"面积": "", "权利人": "", "登记日期": grant.entry, "联系电话": ""}


def test_where_a_text_forbids_to_collect_again_such_a_form_is_refused_with_its_article(liu, grant, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/chengdu")
    with pytest.raises(FormUnfit, match=grant.entry) as refused:
        define(liu, grant, "登记日期")
    assert "第十二条" in str(refused.value.article)
    assert not Form.objects.exists()


def test_a_form_out_of_use_takes_no_more_fillings(liu, grant):
    form = define(liu, grant)
    services.end_form(form.number, actor=liu, now=SOON)
    with pytest.raises(FormOver):
        services.begin(form.number, "U00003", actor=liu, now=SOON)


def test_whoever_fills_it_contests_a_value_by_the_procedure_there_is(liu, grant):
    filling = services.begin(define(liu, grant).number, "U00003", actor=liu, now=SOON)
    client = Client()
    client.force_login(Account.objects.get(login="liu"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/forms/fillings/{filling.number}").content.decode()
    assert "张**" in page
    assert f"?about={grant.entry}" in page
    assert "认为有误" in page


def test_a_person_defines_and_fills_a_form_on_the_pages(liu, grant, today):
    clock._set_to = SOON
    client = Client()
    client.force_login(Account.objects.get(login="liu"), backend="django.contrib.auth.backends.ModelBackend")
    shared = [f"{grant.number} area", f"{grant.number} owner"]
    bad = client.post("/forms/new", {"title": "登记", "key": "单元号", "shared": [], "asked": "联系电话"})
    assert bad.status_code == 422
    made = client.post("/forms/new", {"title": "登记", "key": "单元号", "shared": shared, "asked": "联系电话|DE1\n"})
    form = Form.objects.get()
    assert made["Location"] == f"/forms/{form.number}"
    client.post(f"/forms/{form.number}", {"key": "U00003"})
    filling = Filling.objects.get()
    assert "63.5" in client.get(f"/forms/fillings/{filling.number}").content.decode()
    listed = client.get("/forms").content.decode()
    assert listed.count(filling.number) == 2  # its address and its name, and nothing of it in the menu
    client.post(f"/forms/fillings/{filling.number}", {"field-3": "13800001111"})
    filling.refresh_from_db()
    assert filling.state == State.SENT
    assert filling.number in client.get(f"/forms/{form.number}").content.decode()
    client.post(f"/forms/{form.number}/end")
    assert client.post(f"/forms/{form.number}", {"key": "U00003"}).status_code == 409
