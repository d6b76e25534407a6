"""Any password in DATABASE_URL or DATABASE_PASSWORD reaches the database as it was written."""

import json
import os
import subprocess
import sys

import environ
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.database.database_url import quoted_database_url

pytestmark = pytest.mark.pure

READ = (
    "import json; from ctplatform import settings; d = settings.DATABASES['default'];"
    "print(json.dumps([d['USER'], d['PASSWORD'], d['HOST'], d['NAME'], d['OPTIONS']['options']]))"
)


def read_settings(tmp_path, **more):
    """[user, password, host, name, options] as a new process reads them."""
    environment = {**os.environ, "CTPLATFORM_DATA": str(tmp_path), **more}
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=settings.BASE_DIR, env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.parametrize("password", ["a/b", "a#b", "a?b", "a@b:c", "a%b", "[x]", "ä/ö", "plain"])
def test_a_password_with_special_characters_is_read_whole(password):
    url = f"postgres://amira:{password}@db.example:5433/register"
    read = environ.Env.db_url_config(quoted_database_url(url))
    assert (read["USER"], read["PASSWORD"]) == ("amira", password)
    assert (read["HOST"], read["PORT"], read["NAME"]) == ("db.example", 5433, "register")


def test_a_password_that_is_encoded_already_is_decoded_once():
    read = environ.Env.db_url_config(quoted_database_url("postgres://amira:a%2Fb@db/register"))
    assert read["PASSWORD"] == "a/b"


@pytest.mark.parametrize(
    "url", ["sqlite:////data/x.sqlite3", "postgres:////var/run/postgresql/x", "postgres://db/x"]
)
def test_an_address_without_a_password_stays_as_it_is(url):
    assert quoted_database_url(url) == url


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="%"), min_size=1)
)
def test_every_printable_password_is_read_back(password):
    url = quoted_database_url(f"postgres://amira:{password}@db.example/register")
    assert environ.Env.db_url_config(url)["PASSWORD"] == password


def test_a_password_that_is_kept_apart_is_used(tmp_path):
    url = "postgres://amira@db.example/register"
    read = read_settings(tmp_path, DATABASE_URL=url, DATABASE_PASSWORD="p/q?r#s%41")
    assert read[:4] == ["amira", "p/q?r#s%41", "db.example", "register"]


def test_the_limit_of_a_statement_follows_the_environment(tmp_path):
    url = "postgres://amira@db.example/register"
    assert "statement_timeout=30s" in read_settings(tmp_path, DATABASE_URL=url)[4]
    more = {"DATABASE_URL": url, "CTPLATFORM_STATEMENT_TIMEOUT": "0"}
    assert "statement_timeout=0 " in read_settings(tmp_path, **more)[4]


def test_commands_of_manage_py_have_no_limit_of_statements(tmp_path):
    """`manage.py migrate` may rewrite a large table, which takes longer than a request may."""
    code = "from django.conf import settings; print(settings.STATEMENT_TIMEOUT)"
    environment = {k: v for k, v in os.environ.items() if k != "CTPLATFORM_STATEMENT_TIMEOUT"}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=settings.BASE_DIR,
        env={**environment, "CTPLATFORM_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip().endswith("0"), done.stderr
