"""One caller asks for too much: 429, when to try again, and others go on."""

import pytest
from django.conf import settings as product
from django.core.cache import cache
from django.test import Client

from ctplatform.accounts.sign_in.tokens import create_token
from tests.factories.accounts import MembershipFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db
NONE = dict.fromkeys(product.REQUEST_LIMITS)


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()
    yield
    cache.clear()


def signed_in():
    client = Client()
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_pages_are_limited_by_address_for_people_who_are_not_signed_in(settings):
    settings.REQUEST_LIMITS = {**NONE, "requests": 3}
    here, there = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    assert [here.get("/sign-in/").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = here.get("/sign-in/")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer["Retry-After"] in answer.content.decode()
    assert there.get("/sign-in/").status_code == 200
    assert here.get("/healthz").status_code != 429


def test_people_who_are_signed_in_are_counted_each_for_themselves(settings):
    one, other = signed_in(), signed_in()
    settings.REQUEST_LIMITS = {**NONE, "requests": 2}
    assert [one.get("/account/").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get("/account/").status_code == 200


def token_client(user, **limits):
    """A client with a new token of the user."""
    _, key = create_token(by=user, name="Script", **limits)
    client = Client()
    client.defaults["HTTP_AUTHORIZATION"] = f"Token {key}"
    return client


def test_all_tokens_and_sessions_of_an_account_share_one_count(settings):
    user, other = UserFactory(), UserFactory()
    project = MembershipFactory(user=user).project
    session = Client()
    session.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    clients = [token_client(user), session, token_client(user, projects=[project])]
    elsewhere = token_client(other)
    settings.REQUEST_LIMITS = {**NONE, "requests": 4}
    answers = [client.get("/api/v1/me/") for client in (*clients, *clients)]
    assert [each.status_code for each in answers] == [200, 200, 200, 200, 429, 429]
    assert [each["RateLimit-Remaining"] for each in answers[:4]] == ["3", "2", "1", "0"]
    assert session.get("/account/").status_code == 429
    assert elsewhere.get("/api/v1/me/").status_code == 200


def test_a_made_up_token_does_not_give_a_session_another_count(settings):
    client = signed_in()
    settings.REQUEST_LIMITS = {**NONE, "requests": 2}
    found = [
        client.get("/account/", headers={"authorization": f"Token {number}"}).status_code
        for number in range(3)
    ]
    assert found == [200, 200, 429]


def test_exports_at_once_are_those_of_an_account(settings):
    user = UserFactory()
    first, second = token_client(user), token_client(user)
    settings.REQUEST_LIMITS = {**NONE, "exports_at_once": 1}
    path = "/api/v1/incidents/export/?format=csv"
    running = first.get(path)
    assert second.get(path).status_code == 429
    b"".join(running.streaming_content)
    assert second.get(path).status_code == 200


def test_the_account_of_a_request_is_looked_up_once_a_minute(
    settings, django_assert_max_num_queries
):
    client = token_client(UserFactory())
    settings.REQUEST_LIMITS = {**NONE, "requests": 0}
    with django_assert_max_num_queries(1):
        assert {client.get("/api/v1/me/").status_code for _ in range(3)} == {429}


def test_made_up_sessions_and_tokens_do_not_pass_the_limit_of_an_address(settings):
    settings.REQUEST_LIMITS = {**NONE, "requests": 3, "requests_of_address": 5}
    found = [
        Client().get("/sign-in/", headers={"cookie": f"sessionid={number}"}).status_code
        for number in range(4)
    ]
    found += [
        Client().get("/api/v1/", headers={"authorization": f"Token {number}"}).status_code
        for number in range(3)
    ]
    assert found[:4] == [200] * 4
    assert found[5:] == [429, 429]


def test_the_api_answers_429_in_its_own_format(settings):
    settings.REQUEST_LIMITS = {**NONE, "requests": 0}
    answer = Client().get("/api/v1/incidents/")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429
    assert answer["Retry-After"]


def test_exports_at_once_are_limited_and_an_ended_one_makes_room(settings):
    ProjectFactory(visibility="public")
    settings.REQUEST_LIMITS = {**NONE, "exports_at_once": 2}
    client, path = Client(), "/api/v1/incidents/export/?format=csv"
    running = [client.get(path), client.get(path)]
    assert [answer.status_code for answer in running] == [200, 200]
    refused = client.get(path)
    assert refused.status_code == 429
    assert refused["Retry-After"]
    b"".join(running[0].streaming_content)
    running[0].close()
    assert client.get(path).status_code == 200


def test_exports_of_a_minute_are_limited(settings):
    settings.REQUEST_LIMITS = {**NONE, "exports": 2}
    client, path = signed_in(), "/api/v1/incidents/export/?format=csv"
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/api/v1/incidents/").status_code == 200


def test_an_export_that_is_refused_holds_no_place(settings):
    settings.REQUEST_LIMITS = {**NONE, "exports_at_once": 1}
    client = Client()
    for _ in range(3):
        assert client.get("/api/v1/incidents/export/?format=nonsense").status_code == 400
