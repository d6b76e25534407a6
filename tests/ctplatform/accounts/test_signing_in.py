"""Guessing passwords: what is counted, for whom, and what the one who guesses sees."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long secret of hers"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def person(name="nadia"):
    user = UserFactory(username=name, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(name, password="wrong", address="192.0.2.1", path="/sign-in/", **options):
    client = Client(REMOTE_ADDR=address)
    return client.post(path, {"username": name, "password": password}, **options)


SPELLINGS = ["NADIA", "Nadia", "nadiA", " nadia ", "\uff4eadia"]


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_locked_name_is_locked_in_every_spelling(name):
    person()
    for attempt in range(10):
        sign_in([*SPELLINGS, "nadia"][attempt % 6])
    answer = sign_in(name, PASSWORD)
    assert answer.status_code == 429
    assert 890 <= int(answer["Retry-After"]) <= 900
    assert "15 minutes" in answer.content.decode()


def test_a_locked_name_signs_in_from_elsewhere():
    person()
    for _attempt in range(10):
        sign_in("nadia")
    assert sign_in("nadia", PASSWORD, address="198.51.100.7").status_code == 302


def test_a_dotless_i_is_another_name():
    person()
    assert sign_in("nad\u0131a", PASSWORD).status_code == 200


def test_attempts_while_it_is_paused_do_not_lengthen_the_pause():
    person()
    for _attempt in range(15):
        sign_in("nadia")
    before = timezone.now() - datetime.timedelta(minutes=15, seconds=1)
    assert AccessAttempt.objects.get().failures_since_start == 10
    AccessAttempt.objects.update(attempt_time=before)
    assert sign_in("nadia", PASSWORD).status_code == 302


def test_one_password_over_many_names_is_slowed_from_one_address():
    person()
    tried = [sign_in(f"name{number}").status_code for number in range(40)]
    assert tried == [200] * 30 + [429] * 10
    answer = sign_in("nadia", PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 20
    assert sign_in("nadia", PASSWORD, address="198.51.100.7").status_code == 302


def test_a_slowed_address_may_try_again_after_twenty_seconds():
    person()
    for number in range(30):
        sign_in(f"name{number}")
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(seconds=21))
    assert sign_in("nadia", PASSWORD).status_code == 302


def test_addresses_of_one_ipv6_network_are_counted_together():
    person()
    for number in range(30):
        sign_in(f"name{number}", address=f"2001:db8:1:2::{number:x}")
    assert sign_in("nadia", PASSWORD, address="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in("nadia", PASSWORD, address="2001:db8:1:3::1").status_code == 302


def test_behind_a_proxy_people_are_told_apart_by_what_it_forwards(settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    person()
    for number in range(10):
        sign_in("nadia", headers={"x-forwarded-for": f"10.9.9.{number}, 192.0.2.66"})
    same, other = "1.2.3.4, 192.0.2.66", "192.0.2.66, 192.0.2.67"
    assert sign_in("nadia", PASSWORD, headers={"x-forwarded-for": same}).status_code == 429
    assert sign_in("nadia", PASSWORD, headers={"x-forwarded-for": other}).status_code == 302


def test_without_a_proxy_a_forwarded_address_is_not_believed():
    person()
    for number in range(10):
        sign_in("nadia", headers={"x-forwarded-for": f"10.9.9.{number}"})
    assert sign_in("nadia", PASSWORD, headers={"x-forwarded-for": "10.9.9.99"}).status_code == 429


@pytest.mark.parametrize("name", ["n" * 151, "n" * 256, "n" * 5000, ""])
def test_a_name_that_cannot_be_one_answers_400_and_names_the_field(name):
    answer = sign_in(name)
    assert answer.status_code == 400
    assert 'href="#id_username"' in answer.content.decode()
    assert not AccessAttempt.objects.exists()


def test_the_admin_has_no_sign_in_of_its_own():
    person()
    answer = Client().get("/admin/login/?next=/admin/")
    assert answer.url == "/sign-in/?next=/admin/"
    assert Client().get("/admin/", follow=True).status_code == 200


class TestOldPassword:
    """The page that changes a password asks for the old one."""

    new = {"new_password1": "a new secret of hers", "new_password2": "a new secret of hers"}

    def change(self, client, old):
        return client.post("/account/password", {**self.new, "old_password": old})

    def test_guesses_of_the_old_password_are_throttled(self, client):
        user = person()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        tried = [self.change(client, f"guess {number}").status_code for number in range(12)]
        assert tried == [200] * 9 + [429] * 3
        assert self.change(client, PASSWORD).status_code == 429
        user.refresh_from_db()
        assert user.check_password(PASSWORD)

    def test_the_guesses_are_not_kept(self, client):
        client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")
        self.change(client, "nearly her secret")
        kept = AccessAttempt.objects.get()
        assert "secret" not in kept.post_data + kept.get_data
