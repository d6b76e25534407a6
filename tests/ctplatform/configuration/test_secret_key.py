"""A secret key that could be guessed is refused, with advice."""

import secrets
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from ctplatform.configuration.secret_key import read_secret_key

pytestmark = pytest.mark.pure


def test_a_key_is_made_once_and_kept_for_its_owner_alone(tmp_path):
    path = tmp_path / "secret-key"
    key = read_secret_key("", path)
    assert len(key) > 50
    assert read_secret_key("", path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_key_of_the_environment_comes_first(tmp_path):
    given = secrets.token_urlsafe(50)
    assert read_secret_key(given, tmp_path / "secret-key") == given
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["short", "a" * 80, "abc" * 30, "django-insecure-" + "x1y2z3" * 10])
def test_a_key_that_can_be_guessed_is_refused(tmp_path, key):
    with pytest.raises(ImproperlyConfigured, match="CTPLATFORM_SECRET_KEY needs 50"):
        read_secret_key(key, tmp_path / "secret-key")


@pytest.mark.parametrize("content", [b"", b"\n", b"cut off", b"\x00\xff" * 40])
def test_a_damaged_key_file_is_refused_by_its_name(tmp_path, content):
    path = tmp_path / "secret-key"
    path.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match="secret-key needs 50"):
        read_secret_key("", path)
