"""Bodies, the roles they hold, what they lack, and who speaks for them."""

import csv
import hashlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.shared import shared

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.people import SYSTEM, Refused, acts_for, holder
from gongshu.people.holding import holder_of_role
from gongshu.people.lacks import default_of
from gongshu.people.models import Body, BodyRole, Region
from gongshu.people.services import (
    BodyUnfit,
    RegionUnknown,
    add_territory,
    change_body,
    close_body,
    end_role,
    give_role,
    load_regions,
    register_body,
    set_chain,
)
from gongshu.people.services.regions import TABLE
from gongshu.people.tests import stage
from gongshu.people.tests.stage import NOW, acting, person

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 29)
CITY_AUTHORITY = {"role": "data_authority", "basis": "达州办法 第六条第一款"}


@pytest.fixture(autouse=True)
def map_of_dazhou():
    stage.regions()


def region(code="511700"):
    return Region.objects.get(code=code)


def register(code="511700-sjj", **said):
    given = {
        "zh": "达州市数据局",
        "en": "Dazhou Data Bureau",
        "short": "市数据局",
        "kind": "government_department",
        "region": region(),
    } | said
    return register_body(code, actor=SYSTEM, now=NOW, **given)


def test_a_body_is_registered_with_its_event():
    register(uscc="91350100M000100Y43")
    assert Body.objects.get().short == "市数据局"
    assert AuditEvent.objects.filter(event=Event.BODY_CREATE, subject_id="511700-sjj").count() == 1


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"kind": "club"}, r"kind 'club' is none of \['central_body', 'government_department', 'park_committee'"),
        ({"kind": "public_service_organisation", "sector": "gambling"}, "sector 'gambling' is none of"),
        ({"uscc": "91350100M000100Y44"}, "no unified social credit code"),
        ({"kind": "park_committee"}, "a park committee acts in an entrusted territory"),
    ],
)
def test_what_a_body_cannot_be_is_said_with_what_it_can(said, message):
    with pytest.raises(BodyUnfit, match=message):
        register(**said)


def test_a_public_service_organisation_belongs_to_a_sector_that_the_text_names():
    assert register(kind="public_service_organisation", sector="water").sector == "water"


def test_a_park_committee_acts_for_its_entrusted_territory():
    committee = register("511700-gxq", kind="park_committee", entrusted=region("511700-gxq"))
    assert committee.territory.zh == "达州高新区"
    assert register().territory.zh == "达州市"


def test_a_central_body_sits_in_the_province_whatever_the_text_says():
    assert register("510000-sw", kind="central_body", region=region("510000")).kind == "central_body"


def test_a_body_is_changed_but_keeps_its_code():
    body = register()
    change_body(body, head="王某", actor=SYSTEM, now=NOW)
    assert Body.objects.get().head == "王某"
    with pytest.raises(BodyUnfit, match=r"\['code'\] cannot be changed"):
        change_body(body, code="x", actor=SYSTEM, now=NOW)


def test_a_body_with_open_accounts_is_not_dissolved():
    body = register()
    person("chen", body)
    with pytest.raises(BodyUnfit, match=r"still has the accounts \['chen'\]"):
        close_body(body, actor=SYSTEM, now=NOW)


def test_a_dissolved_body_holds_no_role_any_longer():
    body = register()
    give_role(body, region=region(), since=date(2025, 3, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    close_body(body, actor=SYSTEM, now=NOW)
    assert holder("sharing.decider", party_region="511700", day=DAY) is None
    assert Body.objects.get().status == "closed"


def test_the_decider_is_the_authority_of_the_applicants_own_level():
    city, county = register(), register("511702-sjj", short="区数据局", region=region("511702"))
    give_role(city, region=region(), since=date(2025, 3, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    give_role(
        county,
        "data_authority",
        region=region("511702"),
        since=date(2025, 3, 1),
        basis="区政府决定",
        actor=SYSTEM,
        now=NOW,
    )
    assert holder("sharing.decider", party_region="511700", day=DAY) == city
    assert holder("sharing.decider", party_region="511702", day=DAY) == county


def test_a_township_and_a_park_answer_to_the_nearest_authority_above_them():
    city, county = register(), register("511702-sjj", region=region("511702"))
    give_role(city, region=region(), since=date(2025, 3, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    give_role(
        county,
        "data_authority",
        region=region("511702"),
        since=date(2025, 3, 1),
        basis="区政府决定",
        actor=SYSTEM,
        now=NOW,
    )
    assert holder("sharing.decider", party_region="511702001", day=DAY) == county
    assert holder("sharing.decider", party_region="511700-gxq", day=DAY) == city
    assert holder_of_role("data_authority", "511702001", DAY) == county


def test_above_is_one_level_up_and_a_fixed_level_is_that_level():
    province, city = register("510000-sjj", region=region("510000")), register()
    give_role(
        province,
        "data_authority",
        region=region("510000"),
        since=date(2025, 3, 1),
        basis="省政府决定",
        actor=SYSTEM,
        now=NOW,
    )
    give_role(city, region=region(), since=date(2025, 3, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    assert holder("catalogue.level_reviewer", party_region="511700", day=DAY) == province
    assert holder("catalogue.level_reviewer", party_region="511702", day=DAY) == city
    assert holder("federation.decider", party_region="511702", day=DAY) == city


def test_a_county_that_named_no_authority_has_none():
    give_role(register(), region=region(), since=date(2025, 3, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    assert holder("sharing.decider", party_region="511702", day=DAY) is None


def test_a_function_of_a_party_has_no_holder():
    assert holder("provider", party_region="511700", day=DAY) is None


def test_a_successor_begins_on_the_day_on_which_the_predecessor_ends():
    old, new = register(), register("511700-zsj", short="市政数局")
    give_role(old, region=region(), since=date(2025, 3, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    give_role(new, region=region(), since=date(2025, 10, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    assert holder("sharing.decider", party_region="511700", day=date(2025, 9, 30)) == old
    assert holder("sharing.decider", party_region="511700", day=date(2025, 10, 1)) == new
    assert holder("sharing.decider", party_region="511700", day=date(2025, 2, 28)) is None


def test_one_region_never_has_two_authorities_at_once():
    body = register()
    give_role(body, region=region(), since=date(2025, 3, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    with pytest.raises(IntegrityError), transaction.atomic():
        BodyRole.objects.create(body=body, role="data_authority", region=region(), since=DAY, basis="x")


def test_a_role_ends_with_an_event_that_names_its_basis():
    held = give_role(register(), region=region(), since=date(2025, 3, 1), actor=SYSTEM, now=NOW, **CITY_AUTHORITY)
    end_role(held, on=DAY, actor=SYSTEM, now=NOW)
    assert AuditEvent.objects.get(event=Event.ROLE_END).law == "达州办法 第六条第一款"


def test_dazhou_demands_a_chief_data_officer_and_shows_who_has_none():
    body = stage.body()
    assert [(lack.parameter, lack.article.label) for lack in default_of(body, DAY)] == [
        ("organisations.chief_data_officer", "达州办法 第七条第三款")
    ]
    person("gao", body, "chief_data_officer")
    assert default_of(body, DAY) == []


def test_chengdu_demands_a_head_and_data_staff_and_no_chief_data_officer(settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/chengdu")
    body = stage.body()
    assert {lack.parameter for lack in default_of(body, DAY)} == {
        "organisations.data_staff",
        "organisations.first_responsible_person",
    }
    assert {lack.article.label for lack in default_of(body, DAY)} == {"成都条例 第七条第一款"}
    person("liu", body, "steward")
    body.head = "王某"
    assert default_of(body, DAY) == []


def test_taiyuan_asks_a_chief_data_officer_of_the_kinds_it_names_only(settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/shanxi/taiyuan")
    assert [lack.parameter for lack in default_of(stage.body(), DAY)] == ["organisations.chief_data_officer"]
    assert default_of(stage.body("510000-sw", "省税务局", kind="central_body"), DAY) == []


def test_before_a_text_is_in_force_nobody_lacks_anything():
    assert default_of(stage.body(), date(2025, 2, 28)) == []


def test_whoever_holds_a_speaking_duty_speaks_for_their_own_body_only():
    body, other = stage.body(), stage.body("511700-zrzyj", "市自然资源局")
    liu, zhou = acting(person("liu", body, "steward")), acting(person("zhou", body, "engineer"))
    assert acts_for(liu, body)
    assert not acts_for(liu, other)
    assert not acts_for(zhou, body)
    assert not acts_for(liu, None)


def test_the_leader_of_a_body_sets_its_chain():
    body = stage.body()
    leader, steward = acting(person("tang", body, "leader")), acting(person("liu", body, "steward"))
    set_chain(body, "sharing-application", ["handle", "section_head", "leader"], actor=leader, now=NOW)
    set_chain(body, "sharing-application", ["handle", "leader"], actor=leader, now=NOW)
    assert body.chains.get().steps == ["handle", "leader"]
    with pytest.raises(BodyUnfit, match=r"\['engineer'\] cannot take a step"):
        set_chain(body, "", ["engineer"], actor=leader, now=NOW)
    with pytest.raises(Refused, match="only the leader of the body"):
        set_chain(body, "", ["handle"], actor=steward, now=NOW)


def test_only_the_system_administrator_registers_bodies():
    chief = acting(person("gao", stage.body(), "chief_data_officer"))
    with pytest.raises(Refused, match="only the system administrator registers bodies"):
        register_body("x", actor=chief, now=NOW, kind="government_department", region=region())


def test_every_division_of_the_package_is_loaded_and_loading_again_changes_nothing():
    first = load_regions(now=NOW)
    assert load_regions(now=NOW + timedelta(days=1)) == first > 3_500
    assert Region.objects.get(code="511702").parent.parent.zh == "四川省"
    assert Region.objects.filter(level="township", parent__parent__code="511700").count() == 200
    assert Region.objects.get(code="511700").at("province").en == "Sichuan"
    assert Region.objects.get(code="511700").at("county") is None


def test_a_territory_lies_in_a_division_that_exists():
    assert add_territory("511700-djk", "达州东部经开区", "", parent="511700", actor=SYSTEM, now=NOW).level == "park"
    with pytest.raises(RegionUnknown, match="lies in '999999', which is no division"):
        add_territory("x", "某园区", "", parent="999999", actor=SYSTEM, now=NOW)


def test_the_manifest_says_what_the_table_of_divisions_is_and_where_its_facts_come_from():
    folder = TABLE.parent
    digest = hashlib.sha256(TABLE.read_bytes()).hexdigest()
    with (folder / "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        sources = list(csv.DictReader(lines))
    rows = len(TABLE.read_text(encoding="utf-8").splitlines()) - 1
    assert {(row["sha256"], row["rows"]) for row in sources} == {(digest, str(rows))}
    assert all(row["licence"] and row["source"] for row in sources)


def test_the_counties_of_the_table_are_those_of_the_source():
    path = shared("china_tables/divisions/areas.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        source = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        ours = {row["code"]: row["zh"] for row in csv.DictReader(lines)}
    assert {code: ours.get(code) for code in source} == source
