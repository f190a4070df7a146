"""Important and core data: identified by its provider, admitted by whom the text names with those it names, never public."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases.errors import EffectRefused, UnknownCase
from gongshu.cases.models import Case
from gongshu.cases.services import tick
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NothingChanged, NotProvided, NotYet
from gongshu.catalogue.tests.stage import at, publish
from gongshu.classification import queries, services
from gongshu.classification.errors import NoSuchCatalogue, Unfit
from gongshu.classification.models import ImportantCatalogue, ImportantDatum
from gongshu.classification.tests.stage import graded, identified, joined, move
from gongshu.people import ANYONE, Refused

JIANGSU, HUNAN = "cn/jiangsu", "cn/hunan"
ASKED = {"question": "是否属于重要数据", "days": 5}


def consulted(case, author, answerer, hours=3):
    move(case, "consult", author, hours, facts=ASKED)
    move(case.children.get(), "agree", answerer, hours + 0.5)
    tick(at(hours + 1))
    case.refresh_from_db()
    return case


@obligation("dazhou-44-4")
def test_in_dazhou_state_security_draws_up_core_and_important_data_with_the_sector_department(chen, huang):
    guo = joined("gaj", "state_security_authority", "511700")
    jing = joined("wjw", "sector_department", "511700")
    case = identified(graded(huang, chen, "core"), huang, "core", harm_object="national_security")
    assert case.decider.code == "511700-gaj"
    with pytest.raises(UnknownCase):
        move(case, "admit", chen, reason="x")
    with pytest.raises(EffectRefused, match="Sector department"):
        move(case, "admit", guo, reason="危害国家安全")
    case = consulted(case, guo, jing)
    move(case, "admit", guo, 5, reason="一旦泄露严重危害国家安全")
    held = ImportantDatum.objects.get()
    assert (held.grade, held.author.code, held.article) == ("core", "511700-gaj", "达州办法 第四十四条第二款")
    made = services.fix("core", actor=guo, now=at(6))
    assert [row["entry"] for row in made.rows] == [held.entry.number]


@obligation("jiangsu-62-2")
def test_in_jiangsu_a_provincial_department_draws_up_important_data_and_no_core_data(cast_of):
    people = cast_of(JIANGSU)
    entry = graded(people("huang"), people("chen"), provider="320000-zrzyj")
    jing = joined("wjw", "sector_department", "320000")
    core = identified(entry, people("huang"), "core")
    with pytest.raises(EffectRefused, match="no text of the place has a catalogue of core data"):
        move(core, "admit", jing, reason="x")
    move(core, "withdraw", people("huang"))
    case = identified(entry, people("huang"))
    move(case, "admit", jing, reason="严重危害经济运行")
    assert services.fix("important", actor=jing, now=at(6)).articles == ["江苏条例 第六十二条第二款"]
    with pytest.raises(NotProvided):
        services.report("important.320000.1", "国家有关部门", "苏数〔2025〕1号", actor=jing, now=at(7))


@obligation("hunan-35-2")
def test_in_hunan_the_catalogue_is_drawn_up_with_the_cyberspace_authority_and_reported_to_the_state(cast_of):
    people = cast_of(HUNAN)
    chen = people("chen")
    wang = joined("wxb", "cyberspace_authority", "430000")
    case = identified(graded(people("huang"), chen, provider="430000-zrzyj"), people("huang"))
    with pytest.raises(EffectRefused, match="Cyberspace authority"):
        move(case, "admit", chen, reason="x")
    move(consulted(case, chen, wang), "admit", chen, 5, reason="严重危害经济运行")
    made = services.fix("important", actor=chen, now=at(6))
    with pytest.raises(Unfit):
        services.report(made.number, "国家有关部门", " ", actor=chen, now=at(7))
    held = services.report(made.number, "国家数据局", "湘数〔2025〕9号", actor=chen, now=at(7))
    assert (held.reported_to, held.reported_under) == ("国家数据局", "湖南草案 第三十五条第二款")
    with pytest.raises(NotYet):
        services.report(made.number, "国家数据局", "湘数〔2025〕9号", actor=chen, now=at(8))


@pytest.fixture
def guo(chen):
    """Of the state security authority; the data authority of the cast is the sector department, asked as such."""
    return joined("gaj", "state_security_authority", "511700")


@pytest.fixture
def listed(guo, chen, huang):
    """An entry of the 自然资源局 that is listed as important."""
    case = consulted(identified(graded(huang, chen), huang), guo, chen)
    return move(case, "admit", guo, 5, reason="严重危害经济运行")


def entry_of(case):
    return ImportantDatum.objects.get(case=case.number).entry


def test_data_is_listed_only_at_the_level_that_it_was_graded_to(guo, chen, huang):
    case = consulted(identified(graded(huang, chen, "general-3"), huang), guo, chen)
    with pytest.raises(EffectRefused, match="graded general-3, lower than the catalogue"):
        move(case, "admit", guo, 5, reason="x")
    assert not ImportantDatum.objects.exists()


def test_listed_data_is_not_graded_lower_until_it_was_taken_out(listed, guo, chen, huang):
    entry = entry_of(listed)
    catalogue.edit(entry.number, {"level": "general-2"}, actor=huang, now=at(6))
    with pytest.raises(EffectRefused, match="lower than the catalogue"):
        publish(entry, huang, chen, at(7))
    move(listed, "remove", guo, 8, reason="已脱密")
    move(Case.objects.get(procedure="catalogue-review", ended=False), "approve", chen, 9)
    entry.refresh_from_db()
    assert entry.current.level == "general-2"


def test_what_is_denied_is_not_listed_and_the_reason_is_kept(guo, chen, huang):
    case = identified(graded(huang, chen), huang)
    move(case, "deny", guo, reason="仅影响个别组织")
    event = AuditEvent.objects.get(event="classification:important:deny")
    assert not ImportantDatum.objects.exists()
    assert event.subject_id == case.subjects.get().subject


def test_an_entry_is_listed_once_and_only_with_items_that_it_has(listed, guo, chen, huang):
    entry = entry_of(listed)
    again = consulted(identified(entry, huang, hours=6), guo, chen, 7)
    with pytest.raises(EffectRefused, match="listed already"):
        move(again, "admit", guo, 9, reason="x")
    move(listed, "remove", guo, 10, reason="重新识别")
    move(again, "deny", guo, 11, reason="数据项有误")
    other = consulted(identified(entry, huang, hours=12, important_items=["nothing"]), guo, chen, 13)
    with pytest.raises(EffectRefused, match="has no items nothing"):
        move(other, "admit", guo, 15, reason="x")


def test_each_version_says_what_came_and_went_and_an_unchanged_catalogue_has_none(listed, guo):
    first = services.fix("important", actor=guo, now=at(6))
    with pytest.raises(NothingChanged):
        services.fix("important", actor=guo, now=at(7))
    move(listed, "remove", guo, 8, reason="已脱密")
    second = services.fix("important", actor=guo, now=at(9))
    found = queries.important_catalogue(guo, second.number, at(9))
    assert (second.version, list(found.removed), second.rows) == (2, [first.rows[0]["entry"]], [])


def test_nobody_but_its_author_and_the_provider_learns_what_is_listed(listed, guo, huang, liu, cast):
    made = services.fix("important", actor=guo, now=at(6))
    entry = entry_of(listed)
    for reader, rows, versions in (
        (guo, 1, 1),
        (huang, 1, 0),
        (liu, 0, 0),
        (cast("lin"), 0, 0),
        (ANYONE, 0, 0),
        (cast("shen"), 1, 1),
    ):
        found = queries.important(reader, at(7))
        assert (len(found.page.rows), len(found.versions)) == (rows, versions), reader.login
        assert (queries.mark(reader, entry) is not None) == bool(rows)
        if not versions:
            with pytest.raises(NoSuchCatalogue):
                queries.important_catalogue(reader, made.number, at(7))
    with pytest.raises(Refused):
        services.fix("important", actor=liu, now=at(7))
    assert ImportantCatalogue.objects.count() == 1
