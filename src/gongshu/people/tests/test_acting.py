"""From a request, a login or a token to the person who acts."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from gongshu import people
from gongshu.people import ANYONE, actor_of
from gongshu.people.acting import NoSuchPerson, actor_for_login, actor_for_token
from gongshu.people.models import Account, Token
from gongshu.people.services import issue_token
from gongshu.people.tests import stage
from gongshu.people.tests.stage import NOW, acting, person

pytestmark = pytest.mark.django_db
CENTURY = timedelta(days=366)


@pytest.fixture
def liu():
    stage.regions()
    return person("liu", stage.body(), "steward")


@pytest.fixture
def secret(liu):
    from gongshu.audit import clock

    now = clock.now()
    return issue_token(liu, "命令行", scopes=["*"], expires_at=now + CENTURY, actor=acting(liu), now=now)[1]


def request(user=None, **headers):
    made = RequestFactory().get("/", headers=headers)
    made.user = user or AnonymousUser()
    return made


def test_a_session_makes_its_owner(liu):
    actor = actor_of(request(liu))
    assert (actor.login, actor.body, actor.via, actor.kind) == ("liu", "511700-jtysj", "session", "staff")
    assert actor.is_signed_in


def test_without_a_session_it_is_anyone():
    assert actor_of(request()) is ANYONE
    assert not ANYONE.is_signed_in


def test_a_token_makes_its_owner_whatever_the_session_says(liu, secret):
    he = person("he", liu.body)
    actor = actor_of(request(he, authorization=f"Bearer {secret}"))
    assert (actor.login, actor.via) == ("liu", "token")


@pytest.mark.parametrize("header", ["Bearer ", "Bearer nothing", "bearer x y z"])
def test_a_bad_token_is_refused_and_never_falls_back_to_the_session(liu, header):
    with pytest.raises(NoSuchPerson, match="unknown, expired or revoked"):
        actor_of(request(liu, authorization=header))


def test_another_scheme_of_authorisation_is_not_ours(liu):
    assert actor_of(request(liu, authorization="Basic bGl1OmxpdQ==")).via == "session"


def test_the_actor_of_a_request_is_made_once(liu, django_assert_num_queries):
    asked = request(liu)
    first = actor_of(asked)
    with django_assert_num_queries(0):
        assert actor_of(asked) is first


def test_a_closed_account_acts_neither_by_login_nor_by_token(liu, secret):
    Account.objects.filter(pk=liu.pk).update(is_active=False, closed_at=NOW)
    with pytest.raises(NoSuchPerson):
        actor_for_login("liu", NOW)
    with pytest.raises(NoSuchPerson):
        actor_for_token(secret, NOW)


def test_a_token_of_another_secret_is_not_found_by_its_digest(secret):
    with pytest.raises(NoSuchPerson):
        actor_for_token(Token.objects.get().digest, NOW)


def test_an_unknown_login_is_told_where_to_look():
    with pytest.raises(NoSuchPerson, match="no open account has the login 'nobody'; `gongshu people list`") as told:
        actor_for_login("nobody", NOW)
    assert (told.value.status, "没有登录名为 'nobody' 的在用账号" in told.value.because["zh"]) == (401, True)


def test_duties_are_those_of_the_moment_not_of_the_sign_in(liu):
    assert actor_for_login("liu", NOW).duties == {"steward"}
    assert actor_for_login("liu", NOW - timedelta(days=1)).duties == frozenset()


def test_the_package_names_only_what_it_has():
    assert people.Actor is type(ANYONE)
    with pytest.raises(AttributeError, match="has no 'everybody'"):
        _ = people.everybody
