"""Which measures the public is told of, in which words, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.grants.tests.stage import at
from gongshu.oversight import queries, services
from gongshu.oversight.errors import NoticeOver, UnknownNotice
from gongshu.oversight.models import MisuseMeasure
from gongshu.oversight.tests.stage import WRITTEN, accused, decided, suspended
from gongshu.people.actor import ANYONE
from gongshu.people.permission import Refused

pytestmark = pytest.mark.usefixtures("shows")
DAY = at(1).date()
ATOM = "{http://www.w3.org/2005/Atom}"


def shown(day=DAY, **asked):
    return queries.notices(ANYONE, day, **asked).page.rows


def test_a_suspended_use_is_made_public_with_ground_measure_and_article(stage, grant):
    suspended(stage, grant)
    [notice] = shown()
    assert notice.public_user == grant.body.zh
    assert notice.ground["zh"] == "违反相关法律法规"
    assert (notice.measure["zh"], notice.cited.label) == ("暂停", "达州办法 第四十三条第二款")
    assert notice.decider.code == "511700-sjj"


def test_an_order_to_correct_tells_the_public_nothing(stage, grant):
    decided(stage, accused(stage, grant), "order_correction", correction_days=5)
    assert not shown()
    assert not MisuseMeasure.objects.filter(published_at__isnull=False).exists()


def test_where_neither_a_text_nor_the_node_sets_a_term_nothing_is_published(stage, grant, settings):
    settings.GONGSHU = replace(settings.GONGSHU, promises={})
    suspended(stage, grant)
    assert not MisuseMeasure.objects.filter(published_at__isnull=False).exists()


def test_a_notice_is_public_for_as_many_working_days_as_the_node_says_and_never_called_law(stage, grant):
    suspended(stage, grant)
    [notice] = shown()
    # From 30 September 2025, with National Day and its make-up Saturday, as the notice of the State Council has them.
    assert notice.shown_until == date(2025, 12, 30)
    assert notice.term_of is None
    assert shown(date(2025, 12, 30))
    assert not shown(date(2025, 12, 31)), "the term ends the notice even before the daily job has run"


def test_the_daily_job_takes_down_what_is_over_and_leaves_the_measure(stage, grant):
    suspended(stage, grant)
    assert services.take_down(now=at(60)) == 0
    assert services.take_down(now=at(120)) == 1
    assert services.take_down(now=at(121)) == 0
    measure = MisuseMeasure.objects.get()
    assert (measure.withdrawn_at, measure.over_at) == (at(120), None)
    assert AuditEvent.objects.filter(event=Event.NOTICE_WITHDRAW).count() == 1


def test_nobody_but_the_node_takes_a_notice_down_by_the_clock(stage, grant):
    with pytest.raises(Refused):
        services.take_down(now=at(120), actor=stage.cast("chen"))


def test_a_restored_use_takes_its_notice_down(stage, grant):
    case = suspended(stage, grant)
    [notice] = shown()
    decided(stage, case, "restore", 2)
    assert not shown()
    with pytest.raises(NoticeOver):
        queries.notice(ANYONE, notice.pk, DAY)


def test_an_ended_use_replaces_the_notice_of_its_suspension(stage, grant):
    case = suspended(stage, grant)
    [before] = shown()
    decided(stage, case, "end", 2)
    [after] = shown()
    assert (after.measure["zh"], after.pk > before.pk) == ("终止", True)


def test_a_natural_person_is_named_by_no_public_answer(stage, opened, client, on):
    suspended(stage, opened("lin"))
    [notice] = shown()
    on(at(1))
    addresses = ("/oversight/notices", f"/oversight/notices/{notice.pk}", "/oversight/notices.json", "/oversight/notices.atom", "/api/v1/oversight/notices")  # fmt: skip
    for address in addresses:
        content = client.get(address).content.decode()
        assert "林**" in content or r"\u6797**" in content, address
        assert "林小雨" not in content, address
        assert r"\u6797\u5c0f\u96e8" not in content, address
        assert '"lin"' not in content, address


def test_a_company_is_named(stage, opened):
    suspended(stage, opened("shutong"))
    [notice] = shown()
    assert (notice.public_user, notice.of_person) == ("数通科技有限公司", False)


def test_what_the_officer_wrote_stays_in_the_case(stage, grant, client, on):
    suspended(stage, grant)
    on(at(1))
    for address in ("/oversight/notices", "/oversight/notices.json", "/oversight/notices.atom"):
        assert WRITTEN not in client.get(address).content.decode()


def test_data_that_the_public_may_not_see_is_not_named(stage):
    basis = {"kind": "law", "law": "测绘法", "article": "第三十条"}
    secret = stage.entry(title="保密测绘成果", opening="withheld", opening_reason="涉密", opening_basis=basis)
    suspended(stage, stage.granted(secret.number))
    assert dict(queries.notices(ANYONE, DAY).titles) == {}
    assert queries.notices(stage.cast("chen"), DAY).titles == {secret.number: "保密测绘成果"}


def test_a_notice_that_never_was_is_unknown_and_one_that_is_over_is_gone(stage, grant, client, on):
    case = suspended(stage, grant)
    [notice] = shown()
    decided(stage, case, "restore", 2)
    on(at(2))
    with pytest.raises(UnknownNotice):
        queries.notice(ANYONE, notice.pk + 1, DAY)
    answer = client.get(f"/oversight/notices/{notice.pk}")
    assert answer.status_code == 410
    assert grant.body.zh not in answer.content.decode()


def test_readers_of_the_feed_learn_that_a_notice_was_taken_down_and_nothing_else_of_it(stage, grant, client, on):
    case = suspended(stage, grant)
    on(at(1))
    [entry] = ElementTree.fromstring(client.get("/oversight/notices.atom").content).iter(f"{ATOM}entry")
    decided(stage, case, "restore", 2)
    on(at(2))
    content = client.get("/oversight/notices.atom").content
    [again] = ElementTree.fromstring(content).iter(f"{ATOM}entry")
    assert again.findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")
    assert again.findtext(f"{ATOM}title") == "通告已撤下"
    assert grant.body.zh not in content.decode()


def test_the_case_leads_to_its_notice(stage, grant, client, on):
    from gongshu.people.models import Account

    case = suspended(stage, grant)
    on(at(1))
    client.force_login(Account.objects.get(login="chen"), backend="django.contrib.auth.backends.ModelBackend")
    assert f"/oversight/notices/{shown()[0].pk}" in client.get(f"/cases/{case.number}").content.decode()


def test_notices_are_found_by_entry_and_by_body(stage, grant):
    suspended(stage, grant)
    assert len(shown(entry=grant.entry)) == len(shown(body=grant.body.code)) == 1
    assert not shown(entry="none")
    assert not shown(body="none")


def test_a_page_of_notices_takes_the_same_number_of_queries_however_many_there_are(stage, opened, client, on):
    def asked():
        with CaptureQueriesContext(connection) as log:
            client.get("/oversight/notices")
        return len(log)

    on(at(1))
    suspended(stage, opened("lin"))
    one = asked()
    suspended(stage, opened("shutong"))
    assert asked() == one
