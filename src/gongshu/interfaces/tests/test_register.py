"""Registering an interface: what fits, what is kept secret, what a review has looked at."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.prepared import prepare

from gongshu.cases import services as cases
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NotYet
from gongshu.catalogue.models import Resource
from gongshu.grants.errors import NothingToServe
from gongshu.grants.services import order_file
from gongshu.grants.tests.stage import NOW
from gongshu.interfaces import queries, services
from gongshu.interfaces.errors import DescriptionUnfit, Hooked, InterfaceError, NoInterface
from gongshu.interfaces.models import Interface
from gongshu.interfaces.presenting import to_json
from gongshu.interfaces.tests.running import DESCRIBED
from gongshu.people import ANYONE
from gongshu.people.permission import Refused

SAID = {"address": "https://data.example.gov.cn/api/people", **DESCRIBED}
KEYED = {**SAID, "credential": "header", "credential_name": "X-Api-Key"}
SAMPLE = '{"code": 200, "data": {"list": [{"dyh": "U00003", "mj": "63.50"}]}}'
SECRET = "k3y-of-the-source"


@pytest.fixture
def register(stage, resource):
    def act(said=SAID, secret="", by="huang", now=NOW):
        return services.register(resource, said, secret, actor=stage.cast(by), now=now)

    return act


def hooked(stage, number):
    prepare(Resource.objects.get(number=number).entry, NOW)
    case = catalogue.submit_resource(number, actor=stage.cast("huang"), now=NOW)
    stage.move(case.number, "approve", stage.cast("chen"))
    return Resource.objects.get(number=number)


def test_a_registered_interface_is_hooked_without_a_delivery_and_its_entry_is_live(stage, resource, register):
    with pytest.raises(NotYet) as refused:
        catalogue.submit_resource(resource, actor=stage.cast("huang"), now=NOW)
    assert f"/resources/{resource}/interface" in refused.value.remedy["zh"]
    register()
    assert hooked(stage, resource).state == "hooked"
    assert stage.granted(resource.rpartition("-")[0]).state == "live"


def test_a_credential_is_kept_encrypted_and_shown_to_nobody(stage, resource, register):
    held = register(KEYED, SECRET)
    assert SECRET.encode() not in bytes(held.secret)
    for login in ("huang", "chen", "zhou"):
        said = json.dumps(to_json(held, stage.cast(login)))
        assert SECRET not in said


def test_a_credential_opens_only_for_the_interface_that_it_was_entered_for(stage, resource, register, settings):
    from gongshu.interfaces.credentials import CredentialDamaged, unseal

    held = register(KEYED, SECRET)
    key = settings.GONGSHU.derived("credentials of interfaces")
    assert unseal(bytes(held.secret), key, resource) == SECRET
    with pytest.raises(CredentialDamaged):
        unseal(bytes(held.secret), key, "511700-9999-1")


def test_what_is_not_entered_again_is_kept_but_never_sent_to_another_host(register):
    register(KEYED, SECRET)
    assert register({**KEYED, "timeout": 20}).secret is not None
    with pytest.raises(DescriptionUnfit) as refused:
        register({**KEYED, "address": "https://elsewhere.example.org/api"})
    assert refused.value.faults[0].field == "secret"


def test_the_record_of_a_change_names_what_changed_and_neither_address_nor_credential(resource, register):
    from gongshu.audit.models import AuditEvent

    register(KEYED, SECRET)
    body = AuditEvent.objects.filter(event="interfaces:interface:register").latest("pk").body
    assert "data.example.gov.cn" in body
    assert not {word for word in (SECRET, "/api/people") if word in body}


def test_every_fault_of_a_description_is_told_at_once(register):
    said = {
        "address": "ftp://user:pass@host/x?y=1", "fields": {"salary": "gz"}, "parameters": [{"name": "a b"}, {"name": "id", "place": "path"}],
        "timeout": 600, "method": "DELETE", "credential": "magic", "colour": "red", "status_at": "code",
    }  # fmt: skip
    with pytest.raises(DescriptionUnfit) as refused:
        register(said)
    named = {fault.field for fault in refused.value.faults}
    assert {"address", "fields", "parameters", "timeout", "method", "credential", "colour", "fine"} <= named


def test_what_was_reviewed_does_not_change_while_it_is_hooked(stage, resource, register):
    register()
    hooked(stage, resource)
    with pytest.raises(Hooked) as refused:
        register({**SAID, "address": "https://data.example.gov.cn/api/everything"})
    assert "address" in refused.value.shown
    register({**SAID, "quota": 500, "errors": [], "sample": SAMPLE})
    assert Interface.objects.get(pk=Resource.objects.get(number=resource)).quota == 500


def test_what_is_under_review_stays_as_the_reviewer_reads_it(stage, resource, register):
    register()
    prepare(Resource.objects.get(number=resource).entry, NOW)
    case = catalogue.submit_resource(resource, actor=stage.cast("huang"), now=NOW)
    with pytest.raises(Hooked):
        register({**SAID, "address": "https://data.example.gov.cn/api/everything"})
    register({**SAID, "sample": SAMPLE})
    assert to_json(queries.interface(stage.cast("chen"), resource), stage.cast("chen"))["address"] == SAID["address"]
    stage.move(case.number, "reject", stage.cast("chen"), Statement(reason="字段不全"))
    register({**SAID, "address": "https://data.example.gov.cn/api/everything"})


def test_what_changed_while_the_data_was_suspended_is_hooked_again_by_a_review_alone(stage, resource, register):
    register()
    hooked(stage, resource)
    entry, said = resource.rpartition("-")[0], {"grounds": "error", "reason": "坐落有误"}
    case = cases.open_case("objection", [entry], said, actor=stage.cast("lin"), now=NOW)
    stage.move(case.number, "hold", stage.cast("huang"), Statement(reason="先行暂停", facts={"wrong": "疑似有误"}))
    register({**SAID, "address": "https://data.example.gov.cn/api/everything"}, now=NOW + timedelta(hours=1))
    stage.move(case.number, "dismiss", stage.cast("huang"), Statement(reason="数据无误"))
    assert Resource.objects.get(number=resource).state == "suspended"


@pytest.mark.parametrize(
    ("field", "value"),
    [("action", "查询"), ("action", 'a"b'), ("namespace", "urn: x"), ("quota", 10**12), ("errors", [{"code": "1" * 201}]), ("parameters", [{"name": "a", "title": "长" * 201}])],
)  # fmt: skip
def test_what_could_not_be_sent_or_kept_is_refused_when_it_is_registered(register, field, value):
    with pytest.raises(DescriptionUnfit) as refused:
        register({**SAID, field: value})
    assert {fault.field for fault in refused.value.faults} == {field}


@pytest.mark.parametrize(
    ("sample", "where"),
    [('{"code": 404}', "404"), ('{"code": 200, "data": {}}', "data.list"), (SAMPLE.replace("63.50", "about sixty"), "mj (decimal)"), ("<html>", "JSON")],
)  # fmt: skip
def test_a_sample_that_a_call_could_not_read_is_refused_when_it_is_registered(register, sample, where):
    with pytest.raises(DescriptionUnfit) as refused:
        register({**SAID, "sample": sample})
    (fault,) = refused.value.faults
    assert (fault.field, where in fault.zh, where in fault.en) == ("sample", True, True)


def test_only_the_provider_registers_its_interface(register):
    with pytest.raises(Refused):
        register(by="liu")


def test_a_table_is_no_interface(stage):
    entry = stage.entry(hooked=False)
    with pytest.raises(InterfaceError):
        services.register(f"{entry.number}-1", SAID, actor=stage.cast("huang"), now=NOW)


def test_where_a_source_stands_is_told_to_its_own_people_and_to_engineers_alone(stage, resource, register):
    held = register(KEYED, SECRET)
    assert to_json(held, stage.cast("huang"))["address"] == SAID["address"]
    assert not {"address", "credential_name", "fields"} & set(to_json(held, stage.cast("liu")))


def test_an_interface_is_unknown_to_others_until_it_is_hooked(stage, resource, register):
    register()
    for actor in (stage.cast("liu"), ANYONE):
        with pytest.raises(NoInterface):
            queries.interface(actor, resource)
    hooked(stage, resource)
    assert queries.interface(stage.cast("liu"), resource).resource.number == resource


def test_no_file_is_made_of_an_interface(stage, resource, register):
    register()
    hooked(stage, resource)
    grant = stage.granted(resource.rpartition("-")[0])
    with pytest.raises(NothingToServe):
        order_file(grant.number, "csv", actor=stage.cast("liu"), now=NOW)


def test_an_interface_is_suspended_and_resumed_with_the_data_of_its_entry(stage, resource, register):
    register()
    hooked(stage, resource)
    said = {"grounds": "error", "reason": "坐落有误"}
    case = cases.open_case("objection", [resource.rpartition("-")[0]], said, actor=stage.cast("lin"), now=NOW)
    stage.move(case.number, "hold", stage.cast("huang"), Statement(reason="先行暂停", facts={"wrong": "疑似有误"}))
    assert Resource.objects.get(number=resource).state == "suspended"
    stage.move(case.number, "dismiss", stage.cast("huang"), Statement(reason="数据无误"))
    assert Resource.objects.get(number=resource).state == "hooked"
