"""Sessions of browsers: listed and ended by their owner, and over after a while."""

import contextlib
import datetime
import sqlite3
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from ctplatform.accounts.models import Token
from ctplatform.accounts.sign_in.session_models import Session
from ctplatform.accounts.sign_in.tokens import create_token
from tests.factories.accounts import ProjectFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PASSWORD = "a long secret of hers"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/605"
NEW = {"new_password1": "a new secret of hers", "new_password2": "a new secret of hers"}


@pytest.fixture
def nadia():
    user = UserFactory(username="nadia")
    user.set_password(PASSWORD)
    user.save()
    return user


def browser(user, agent=FIREFOX):
    client = Client(headers={"user-agent": agent})
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    return client


def is_signed_in(client):
    return client.get("/account/").status_code == 200


def test_the_account_page_lists_where_one_is_signed_in(nadia):
    first, _second = browser(nadia), browser(nadia, SAFARI)
    browser_of_another = UserFactory()
    Client().force_login(browser_of_another, backend="django.contrib.auth.backends.ModelBackend")
    page = first.get("/account/").content.decode()
    rows = first.get("/account/").context["sessions"]
    assert [row.browser for row in rows] == ["Firefox, Linux", "Safari, iOS"]
    assert [row.is_this for row in rows] == [True, False]
    assert "127.0.0.1" in page
    assert all(row.session_key not in page for row in rows)


def test_the_owner_ends_one_of_the_sessions(nadia):
    here, there = browser(nadia), browser(nadia, SAFARI)
    row = here.get("/account/").context["sessions"][1]
    here.post("/account/sessions/end", {"session": row.public_id})
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_the_owner_ends_all_other_sessions(nadia):
    here, there, elsewhere = browser(nadia), browser(nadia), browser(nadia)
    here.post("/account/sessions/end", {"session": "others"})
    assert [is_signed_in(client) for client in (here, there, elsewhere)] == [True, False, False]


def test_ending_the_present_session_signs_out(nadia):
    here = browser(nadia)
    row = here.get("/account/").context["sessions"][0]
    assert here.post("/account/sessions/end", {"session": row.public_id}).url == "/sign-in/"
    assert not is_signed_in(here)


def test_nobody_ends_the_session_of_another_person(nadia):
    hers, other = browser(nadia), UserFactory()
    row = Session.objects.get(user=nadia)
    mine = Client()
    mine.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    mine.post("/account/sessions/end", {"session": row.public_id})
    assert is_signed_in(hers)


def test_a_session_ends_two_hours_after_its_last_use(nadia):
    client = browser(nadia)
    used = timezone.now() - datetime.timedelta(hours=2, minutes=1)
    Session.objects.update(last_used=used)
    assert not is_signed_in(client)


def test_each_use_of_a_session_keeps_it(nadia):
    client = browser(nadia)
    used = timezone.now() - datetime.timedelta(hours=1, minutes=59)
    Session.objects.update(last_used=used)
    assert is_signed_in(client)
    assert Session.objects.get().last_used > timezone.now() - datetime.timedelta(minutes=1)


def test_what_an_open_page_asks_by_itself_does_not_keep_a_session(nadia):
    client = browser(nadia)
    used = timezone.now() - datetime.timedelta(hours=1, minutes=59)
    Session.objects.update(last_used=used)
    assert client.get("/account/", headers={"x-polling": "1"}).status_code == 200
    assert Session.objects.get().last_used == used


def test_a_session_ends_twelve_hours_after_sign_in_though_it_is_used(nadia):
    client = browser(nadia)
    client.post("/account/", {"name": "Nadia"})  # a message is stored in the session
    left = Session.objects.get().expire_date - timezone.now()
    assert datetime.timedelta(hours=11, minutes=59) < left <= datetime.timedelta(hours=12)
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert not is_signed_in(client)


def test_use_does_not_move_the_end_of_a_session(nadia):
    client = browser(nadia)
    end = Session.objects.get().expire_date
    client.post("/account/", {"name": "Nadia"})
    assert Session.objects.get().expire_date == end


def test_ended_sessions_are_deleted_when_somebody_signs_in(nadia):
    browser(nadia)
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    browser(nadia)
    assert Session.objects.count() == 1


def test_a_changed_password_ends_other_sessions_and_tokens(nadia):
    here, there = browser(nadia), browser(nadia)
    _token, key = create_token(by=nadia, name="R")
    _other, others = create_token(by=UserFactory(), name="R")
    here.post("/account/password", {**NEW, "old_password": PASSWORD})
    assert is_signed_in(here)
    assert not is_signed_in(there)
    api = Client()
    assert api.get("/api/v1/me/", headers={"authorization": f"Token {key}"}).status_code == 401
    assert api.get("/api/v1/me/", headers={"authorization": f"Token {others}"}).status_code == 200
    assert Session.objects.filter(user=nadia).count() == 1


def test_a_password_changed_by_an_administrator_ends_sessions_and_tokens(nadia):
    hers = browser(nadia)
    create_token(by=nadia, name="R")
    admin = Client()
    chief = UserFactory(is_staff=True, is_superuser=True)
    admin.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    values = {
        "password1": NEW["new_password1"],
        "password2": NEW["new_password1"],
        "usable_password": "true",
    }
    admin.post(f"/admin/accounts/user/{nadia.pk}/password/", values)
    nadia.refresh_from_db()
    assert nadia.check_password(NEW["new_password1"])
    assert not is_signed_in(hers)
    assert not Token.objects.filter(user=nadia).exists()


def test_a_stronger_hash_of_the_same_password_ends_nothing(nadia, settings):
    client = browser(nadia)
    create_token(by=nadia, name="R")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    browser(nadia)
    assert Token.objects.filter(user=nadia).exists()
    assert Session.objects.filter(pk=client.session.session_key).exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_is_read_while_somebody_else_writes_for_long(nadia):
    """On SQLite one writes at a time: noting the use of a session must not wait for them."""
    client = browser(nadia)
    used = timezone.now() - datetime.timedelta(hours=1)
    Session.objects.update(last_used=used)
    with another_writer():
        began = time.monotonic()
        assert is_signed_in(client)
        assert time.monotonic() - began < 5
    assert is_signed_in(client)
    assert Session.objects.get().last_used > used


@contextlib.contextmanager
def another_writer():
    """Hold the write lock of SQLite; PostgreSQL has none that two rows share."""
    if connection.vendor != "sqlite":
        yield
        return
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def test_answers_to_somebody_signed_in_are_kept_by_no_cache(nadia):
    project = ProjectFactory(visibility="public")
    client = browser(nadia)
    paths = ["/", "/account/", "/api/v1/me/", "/api/v1/incidents/", "/nothing/", "/incidents/"]
    for path in paths:
        assert client.get(path)["Cache-Control"] == "private, no-store", path
    _token, key = create_token(by=nadia, name="R")
    headers = {"authorization": f"Token {key}"}
    for path in ("/api/v1/me/", f"/api/v1/projects/{project.slug}/"):
        assert Client().get(path, headers=headers)["Cache-Control"] == "private, no-store"


def test_what_signing_out_answers_is_kept_by_no_cache(nadia):
    client = browser(nadia)
    assert "no-store" in client.post("/sign-out/")["Cache-Control"]


def test_expired_sessions_can_be_cleared_by_djangos_own_command(nadia):
    browser(nadia)
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    call_command("clearsessions")
    assert not Session.objects.exists()
