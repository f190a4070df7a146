"""Classes and resource codes: serials never given twice, codes that stay, old ones that go on leading to their entry."""

from __future__ import annotations

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.catalogue import pages, queries, services
from gongshu.catalogue.coding.reading import EXAMPLE, read
from gongshu.catalogue.errors import ClassesUnfit, ClassUnfit, NoSuchEntry
from gongshu.catalogue.exporting import schema_org
from gongshu.catalogue.models import EntryClass, ResourceCode
from gongshu.catalogue.published import of_entry
from gongshu.catalogue.tests.stage import NOW, at, complete, publish
from gongshu.people import ANYONE, Refused
from gongshu.people.models import Region

LAND, DEALS = "1030010001", "1030010002"
TREE = """分类代码,分类名称
1,基础信息
103,自然资源
103001,不动产
1030010001,不动产登记
1030010002,不动产交易
"""


def load(actor, text=TREE, now=NOW):
    content = None if text is None else text.encode()
    return services.load_classes(content, "classes.csv", Region.objects.get(code="511700"), actor=actor, now=now)


@pytest.fixture
def tree(chen):
    return load(chen)


@pytest.fixture
def estate(huang, chen, tree):
    return publish(services.add(complete(), actor=huang, now=NOW), huang, chen)


def another(huang, chen, title):
    items = [{"name": title, "code": "a", "key": True}]
    return publish(services.add(complete(title=title, items=items), actor=huang, now=NOW), huang, chen)


def coded(entry, actor, place=LAND, now=NOW):
    return services.classify(entry.number, place, actor=actor, now=now).code


def found(actor, text):
    return [hit.number for hit in queries.search(actor, queries.Asked(text=text)).hits]


def test_the_first_class_gives_the_first_serial_and_the_next_entry_the_next(estate, huang, chen):
    other = another(huang, chen, "宗地信息")
    assert [coded(estate, huang), coded(other, chen)] == [f"{LAND}/000001", f"{LAND}/000002"]
    assert AuditEvent.objects.filter(event="catalogue:entry:code", subject_id=estate.number).count() == 1


def test_a_serial_is_never_given_again_when_its_entry_has_moved(estate, huang, chen):
    coded(estate, huang)
    coded(estate, huang, DEALS, at(1))
    assert coded(another(huang, chen, "宗地信息"), huang) == f"{LAND}/000002"
    assert coded(estate, huang, LAND, at(2)) == f"{LAND}/000003"


def test_a_code_stays_when_the_title_changes(estate, huang, chen):
    code = coded(estate, huang)
    services.edit(estate.number, {"title": "不动产登记结果"}, actor=huang, now=at(1))
    publish(estate, huang, chen, at(1))
    estate.refresh_from_db()
    assert estate.resource_code == code


def test_an_old_code_goes_on_leading_to_the_entry(estate, huang, client):
    old = coded(estate, huang)
    new = coded(estate, huang, DEALS, at(1))
    assert [queries.by_code(ANYONE, code).number for code in (old, new)] == [estate.number] * 2
    assert client.get(f"/codes/{old}")["Location"] == f"/catalogue/{estate.number}"
    page = client.get(f"/catalogue/{estate.number}").content.decode()
    assert new in page
    assert old in page
    assert found(ANYONE, old) == [estate.number]


def test_an_entry_is_found_by_its_code_by_its_beginning_and_by_its_class(estate, huang, chen):
    other = another(huang, chen, "宗地信息")
    code, next_code = coded(estate, huang), coded(other, huang)
    assert found(ANYONE, code) == [estate.number]
    assert found(ANYONE, next_code) == [other.number]
    for typed in (f"{LAND}/", "103001", "103"):
        assert set(found(ANYONE, typed)) == {estate.number, other.number}, typed
    assert found(ANYONE, f"{LAND}/000009") == []


def test_a_code_leads_nobody_to_what_they_may_not_see(estate, huang, chen):
    basis = {"kind": "law", "law": "测绘法", "article": "第三十条"}
    code = coded(estate, huang)
    services.edit(
        estate.number, {"opening": "withheld", "opening_reason": "涉密", "opening_basis": basis}, actor=huang, now=at(1)
    )
    publish(estate, huang, chen, at(1))
    with pytest.raises(NoSuchEntry):
        queries.by_code(ANYONE, code)
    assert found(ANYONE, code) == []
    assert {each.count for each in queries.classes(ANYONE)} == {0}
    assert {each.count for each in queries.classes(huang)} == {0, 1}


@pytest.mark.parametrize("place", ["1", "103", "999", ""])
def test_only_the_third_and_fourth_level_give_codes(estate, huang, place):
    with pytest.raises(ClassUnfit):
        coded(estate, huang, place)
    assert not ResourceCode.objects.exists()


def test_in_its_own_class_an_entry_gets_no_second_code(estate, huang):
    code = coded(estate, huang)
    with pytest.raises(ClassUnfit, match=code):
        coded(estate, huang)


def test_the_provider_and_its_reviewer_classify_and_nobody_else(estate, huang, liu, chen):
    for actor in (liu, ANYONE):
        with pytest.raises(Refused):
            coded(estate, actor)
    assert coded(estate, chen)


def test_what_the_next_tree_leaves_out_gives_no_codes_and_keeps_those_it_gave(estate, huang, chen):
    code = coded(estate, huang)
    made = load(chen, TREE.replace("1030010001,不动产登记\n", ""), at(1))
    assert (made.added, made.changed, made.retired) == (0, 0, 1)
    with pytest.raises(ClassUnfit):
        coded(another(huang, chen, "宗地信息"), huang, LAND, at(2))
    assert queries.by_code(ANYONE, code).number == estate.number
    load(chen, now=at(3))
    assert coded(another(huang, chen, "宗地界址"), huang, LAND, at(4)) == f"{LAND}/000002"


def test_only_the_authority_takes_over_a_tree(huang):
    with pytest.raises(Refused):
        load(huang)
    assert not EntryClass.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("分类代码,分类名称\n1,甲\n1,乙\n", "line 3"),
        ("分类代码,分类名称\nA1,甲\n", "no number"),
        ("分类代码,分类名称\n1,\n", "lacks a name"),
        ("分类代码,分类名称\n1,甲\n11,乙\n111,丙\n1111,丁\n11111,戊\n", "level 5"),
    ],
)
def test_a_tree_with_a_fault_is_refused_as_a_whole_and_says_the_line(chen, text, said):
    with pytest.raises(ClassesUnfit, match=said):
        load(chen, text)
    assert not EntryClass.objects.exists()


def test_the_example_is_marked_as_such_until_the_authority_s_own_tree_comes(chen, client):
    load(chen, None)
    assert "示例分类" in client.get("/catalogue/classes").content.decode()
    load(chen, now=at(1))
    assert "示例分类" not in client.get("/catalogue/classes").content.decode()
    assert {line.level for line in read(EXAMPLE.read_bytes(), "")} == {1, 2, 3, 4}


def test_pages_files_and_other_catalogues_tell_the_code(estate, huang, client):
    code = coded(estate, huang)
    estate.refresh_from_db()
    assert client.get(f"/catalogue/{estate.number}.json").json()["resource_code"] == code
    assert code in schema_org.dataset(of_entry(estate, ANYONE))["identifier"]
    for ending in ("ttl", "jsonld", "rdf"):
        answer = client.get(f"/catalogue/{estate.number}.{ending}")
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert code.encode() in said, ending
    assert code in b"".join(client.get("/catalogue.csv").streaming_content).decode()
    extras = client.get(f"/api/3/action/package_show?id={estate.number}").json()["result"]["extras"]
    assert {"key": "resource_code", "value": code} in extras


def test_a_person_takes_a_tree_over_and_puts_an_entry_into_a_class_on_the_pages(estate, client, cast):
    from gongshu.people.models import Account

    client.force_login(Account.objects.get(login="chen"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/catalogue/classes/load", {}).status_code == 422
    assert client.post("/catalogue/classes/load", {"example": "yes"}).status_code == 302
    client.force_login(Account.objects.get(login="huang"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/catalogue/classes/load", {"example": "yes"}).status_code == 403
    assert client.post(f"/catalogue/{estate.number}/class", {"place": "1"}).status_code == 409
    client.post(f"/catalogue/{estate.number}/class", {"place": LAND})
    assert f"{LAND}/000001" in client.get(f"/catalogue/{estate.number}").content.decode()


def test_programs_read_the_tree_with_its_counts(estate, huang):
    coded(estate, huang)
    told = {each["code"]: each["entries"] for each in pages.classes_json(queries.classes(ANYONE))["classes"]}
    assert told == {"1": 1, "103": 1, "103001": 1, LAND: 1, DEALS: 0}
