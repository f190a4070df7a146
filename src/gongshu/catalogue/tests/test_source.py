"""One datum, one statutory source: a second claim is refused with a pointer to the first."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.cases.errors import EffectRefused
from gongshu.cases.services import move, open_case
from gongshu.cases.statement import Statement
from gongshu.catalogue import services
from gongshu.catalogue.errors import EntryUnfit
from gongshu.catalogue.models import Source
from gongshu.catalogue.tests.stage import NOW, complete, publish, settle


def second(**changed):
    return complete(title="公路沿线不动产", provider="511700-jtysj", **changed)


@obligation("dazhou-14-1")
def test_a_second_claim_is_refused_with_a_pointer_to_the_first(huang, liu, chen):
    first = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    with pytest.raises(EntryUnfit) as refused:
        services.add(second(), actor=liu, now=NOW)
    rules = {problem.rule for problem in refused.value.problems}
    assert rules == {"catalogue.single_source"}
    assert {problem.pointer for problem in refused.value.problems} == {first.number}
    assert "第十四条" in str(refused.value)


@obligation("dazhou-14-1")
def test_an_entry_under_review_already_holds_its_data(huang, liu):
    first = services.add(complete(), actor=huang, now=NOW)
    services.submit([first.number], actor=huang, now=NOW)
    with pytest.raises(EntryUnfit, match=first.number):
        services.add(second(), actor=liu, now=NOW)


def test_a_draft_of_another_body_holds_nothing_yet(huang, liu):
    services.add(complete(), actor=huang, now=NOW)
    assert services.add(second(), actor=liu, now=NOW).state == "draft"


def test_of_two_reviews_at_once_the_second_is_refused(huang, liu, chen):
    first, other = services.add(complete(), actor=huang, now=NOW), services.add(second(), actor=liu, now=NOW)
    case = services.submit([first.number], actor=huang, now=NOW)
    later = open_case("catalogue-review", [other.number], {}, actor=liu, now=NOW)
    assert (case.proposal["outcome"], later.proposal["outcome"]) == ("approve", "reject")
    with pytest.raises(EffectRefused, match=first.number):
        move(later.number, "approve", Statement(reason="先到"), actor=chen, now=NOW)
    move(case.number, "approve", Statement(), actor=chen, now=NOW)
    with pytest.raises(EffectRefused, match=first.number):
        move(later.number, "approve", Statement(reason="先到"), actor=chen, now=NOW)
    assert set(Source.objects.values_list("provider__code", flat=True)) == {"511700-zrzyj"}


def test_the_same_provider_may_give_a_datum_in_two_entries(huang, chen):
    publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    publish(services.add(complete(title="不动产登记历史"), actor=huang, now=NOW), huang, chen)
    assert Source.objects.count() == 2


def test_what_is_taken_by_sharing_is_no_claim(huang, liu, chen):
    first = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    items = [{**item, "taken_from": first.number} if not item.get("key") else item for item in complete()["items"]]
    entry = publish(services.add(second(items=items), actor=liu, now=NOW), liu, chen)
    assert entry.state == "published"
    with pytest.raises(EntryUnfit, match="no published entry"):
        services.add(second(items=[{**item, "taken_from": "511700-9999"} for item in items]), actor=liu, now=NOW)


def test_a_withdrawn_entry_frees_its_data_for_another_body(huang, liu, chen):
    first = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    case = services.withdraw(first.number, "职能划转", actor=huang, now=NOW)
    move(case.number, "approve", Statement(reason="职能划转"), actor=chen, now=NOW)
    assert Source.objects.count() == 0
    publish(services.add(second(), actor=liu, now=NOW), liu, chen)
    assert set(Source.objects.values_list("provider__code", flat=True)) == {"511700-jtysj"}


def test_data_stays_held_while_another_entry_of_the_provider_gives_it(huang, chen):
    first = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    other = publish(services.add(complete(title="不动产登记历史"), actor=huang, now=NOW), huang, chen)
    case = services.withdraw(first.number, "合并", actor=huang, now=NOW)
    move(case.number, "approve", Statement(reason="合并"), actor=chen, now=NOW)
    assert set(Source.objects.values_list("entry", flat=True)) == {other.number}


def test_an_item_that_a_new_version_gives_up_is_free(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    services.edit(entry.number, {"items": complete()["items"][:2]}, actor=huang, now=NOW)
    publish(entry, huang, chen)
    assert [source.claim.rsplit("/", 1)[-1] for source in Source.objects.all()] == ["location"]


def test_a_county_holds_the_same_datum_for_its_own_place(huang, cast, chen):
    publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    county = services.add(complete(provider="511702-jtysj"), actor=cast("feng"), now=NOW)
    assert county.number == "511702-0001"


@obligation("jiangsu-19-2")
def test_in_jiangsu_what_sharing_can_give_is_not_collected_again(db, node, place):
    place("cn/jiangsu")
    huang, liu, chen = map(settle(), ("huang", "liu", "chen"))
    basis = {"authority": "a", "scope": "b", "procedure": "c", "standard": "d"}
    first = publish(services.add(complete(provider=huang.body, collection=basis), actor=huang, now=NOW), huang, chen)
    with pytest.raises(EntryUnfit, match=r"江苏条例 第十九条第一款") as refused:
        services.add(second(collection=basis) | {"provider": liu.body}, actor=liu, now=NOW)
    assert {problem.pointer for problem in refused.value.problems} == {first.number}
