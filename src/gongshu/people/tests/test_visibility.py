"""Lists, counts and searches start from what a person may see."""

import pytest
from django.db import models

from gongshu.people import ANYONE, SYSTEM
from gongshu.people.models import Account, Body, Region
from gongshu.people.permission import NotAsked, query
from gongshu.people.tests import stage
from gongshu.people.tests.stage import acting, person
from gongshu.people.visibility import VisibleQuerySet

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Two bodies with a person each, a citizen, and the three administrators."""
    stage.regions()
    transport, land = stage.body(), stage.body("511700-zrzyj", "市自然资源局")
    people = {
        "liu": person("liu", transport, "steward"),
        "he": person("he", transport),
        "wu": person("wu", land, "steward"),
    }
    people["lin"] = person("lin", None, kind="citizen")
    people["tao"] = person("tao", None, kind="company")
    for office in ("system", "security", "audit"):
        people[office] = person(f"{office}-admin", land, office=office)
    people["shen"] = person("shen", transport, "auditor")
    return people


def seen(account: Account) -> set[str]:
    return set(Account.objects.visible_to(acting(account)).values_list("login", flat=True))


def test_staff_see_the_accounts_of_their_own_body(town):
    assert seen(town["liu"]) == {"liu", "he", "shen"}
    assert seen(town["wu"]) == {"wu", "system-admin", "security-admin", "audit-admin"}


def test_a_citizen_and_a_company_see_themselves_only(town):
    assert seen(town["lin"]) == {"lin"}
    assert seen(town["tao"]) == {"tao"}


@pytest.mark.parametrize("who", ["system", "security", "audit", "shen"])
def test_administrators_and_auditors_see_every_account(town, who):
    assert seen(town[who]) == set(Account.objects.values_list("login", flat=True))


def test_whoever_is_not_signed_in_sees_no_account(town):
    assert not Account.objects.visible_to(ANYONE).exists()


def test_the_nodes_own_jobs_see_all_rows(town):
    assert Account.objects.visible_to(SYSTEM).count() == Account.objects.count()


def test_bodies_and_regions_are_public(town):
    assert Body.objects.visible_to(ANYONE).count() == 2
    assert Region.objects.visible_to(ANYONE).count() == 6


def test_a_narrowed_list_stays_narrowed(town):
    assert set(Account.objects.filter(kind="staff").visible_to(acting(town["lin"]))) == set()
    chained = Account.objects.visible_to(acting(town["liu"])).filter(login__startswith="h")
    assert [account.login for account in chained] == ["he"]


def test_starting_from_what_is_visible_counts_as_having_asked(town):
    @query
    def listed(*, actor):
        return list(Account.objects.visible_to(actor))

    @query
    def careless(*, actor):
        return list(Account.objects.all())

    assert listed(actor=ANYONE) == []
    with pytest.raises(NotAsked):
        careless(actor=ANYONE)


def test_a_table_that_does_not_say_who_sees_its_rows_shows_none():
    class Silent(VisibleQuerySet[models.Model]):
        pass

    with pytest.raises(NotImplementedError, match="Silent says nothing about who may see its rows"):
        Silent(Account).visible_to(ANYONE)
