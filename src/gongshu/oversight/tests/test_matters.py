"""The lists of exempt errors and of reduced liability: kept by the authority, read by everybody, taken out with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.catalogue import queries, services
from gongshu.grants.tests.stage import at
from gongshu.oversight import services as oversight
from gongshu.oversight.errors import MatterUnfit, UnknownMatter
from gongshu.oversight.models import Matter, Relief
from gongshu.people import ANYONE, Refused
from gongshu.people.models import Region

CITY = "511700"
SAID = {
    "matter": "首次开放数据集的字段说明有误", "conditions": "及时更正，未造成损害", "law": "达州市数据工作容错办法", "article": "第五条",
}  # fmt: skip


def add(actor, relief=Relief.EXEMPT, city=CITY, **changed):
    return oversight.add_matter(
        relief, Region.objects.get(code=city), {**SAID, **changed}, date(2025, 10, 1), actor=actor, now=at(0)
    )


@pytest.fixture
def chen(cast):
    return cast("chen")


def test_everybody_reads_the_published_list_with_conditions_and_basis(chen, client):
    made = add(chen)
    held = services.publish_list("exemption_list", CITY, actor=chen, now=at(0))
    assert list(queries.list_rows(ANYONE, held)) == [
        [made.number, SAID["matter"], SAID["conditions"], "《达州市数据工作容错办法》第五条", "2025-10-01"]
    ]
    assert SAID["conditions"] in client.get(f"/lists/exemption_list/{CITY}").content.decode()


def test_numbers_are_never_used_twice_and_each_list_counts_its_own(chen):
    first = add(chen)
    oversight.end_matter(first.number, "办法已修改", actor=chen, now=at(1))
    numbers = [first.number, add(chen).number, add(chen, Relief.MITIGATED).number]
    assert numbers == ["511700-MZ-001", "511700-MZ-002", "511700-JZ-001"]


def test_what_was_taken_out_is_told_as_a_change_and_stays_in_the_version_before(chen):
    made = add(chen)
    first = services.publish_list("exemption_list", CITY, actor=chen, now=at(0))
    oversight.end_matter(made.number, "办法已修改", actor=chen, now=at(1))
    second = services.publish_list("exemption_list", CITY, actor=chen, now=at(1))
    assert queries.list_change(ANYONE, second).removed == [made.number]
    assert len(list(queries.list_rows(ANYONE, first))) == 1
    assert list(AuditEvent.objects.filter(subject_id=made.number).order_by("id").values_list("event", flat=True)) == [
        "oversight:matter:add",
        "oversight:matter:end",
    ]


@pytest.mark.parametrize("field", sorted(SAID))
def test_a_matter_without_conditions_or_basis_is_refused(chen, field):
    with pytest.raises(MatterUnfit, match=field):
        add(chen, **{field: " "})
    assert not Matter.objects.exists()


def test_a_matter_is_taken_out_with_a_reason_and_once(chen):
    made = add(chen)
    with pytest.raises(MatterUnfit):
        oversight.end_matter(made.number, " ", actor=chen, now=at(1))
    oversight.end_matter(made.number, "办法已修改", actor=chen, now=at(1))
    with pytest.raises(UnknownMatter):
        oversight.end_matter(made.number, "再次", actor=chen, now=at(2))


def test_only_the_authority_of_the_level_keeps_the_lists(cast, chen):
    made = add(chen)
    for actor in (cast("huang"), ANYONE):
        with pytest.raises(Refused):
            add(actor)
        with pytest.raises(Refused):
            oversight.end_matter(made.number, "无权", actor=actor, now=at(1))


def test_the_officer_keeps_the_list_on_its_page(client, cast):
    from gongshu.people.models import Account

    client.force_login(Account.objects.get(login="chen"), backend="django.contrib.auth.backends.ModelBackend")
    said = {**SAID, "relief": "exemption_list", "since": "2025-10-01"}
    assert client.post("/oversight/matters", {**said, "article": ""}).status_code == 422
    client.post("/oversight/matters", said)
    assert SAID["matter"] in client.get("/oversight/matters").content.decode()
    client.post("/oversight/matters/511700-MZ-001/end", {"reason": "办法已修改"})
    assert Matter.objects.get().reason == "办法已修改"
    client.force_login(Account.objects.get(login="huang"), backend="django.contrib.auth.backends.ModelBackend")
    assert "增加事项" not in client.get("/oversight/matters").content.decode()
