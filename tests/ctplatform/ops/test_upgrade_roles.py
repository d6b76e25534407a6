"""docker/postgres-upgrade-roles.sh on a cluster made as the first containers made it.

There one role, that of `initdb`, owned everything and served. Each test run makes a cluster of its
own: the bootstrap role of a shared one cannot be renamed.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[3]
PORT = "54329"  # a name of the socket's file: the cluster listens to no network
LIBRARIES = Path("/usr/lib/postgresql")


def program(name):
    """Where a program of the PostgreSQL server is; the newest of Debian's, which are on no PATH."""
    found = shutil.which(name)
    versions = sorted(LIBRARIES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return found or (str(versions[-1]) if versions else None)


def account():
    """The options by which a subprocess runs as somebody whom PostgreSQL starts for: not root."""
    if os.getuid():
        return {}
    try:
        return {"user": pwd.getpwnam("postgres").pw_uid, "group": pwd.getpwnam("postgres").pw_gid}
    except KeyError:
        pytest.skip("PostgreSQL does not start as root, and there is no user “postgres”")


@pytest.fixture(scope="module")
def cluster():
    """The folder of the socket of a server whose one role is “ctplatform”."""
    if program("initdb") is None or program("pg_ctl") is None:
        pytest.skip("this machine has no initdb and pg_ctl")
    run_as = account()
    folder = Path(tempfile.mkdtemp(prefix="roles-", dir="/tmp"))  # a socket's path is short
    if run_as:
        os.chown(folder, run_as["user"], run_as["group"])
    data, options = folder / "data", {"check": True, "capture_output": True, "cwd": "/", **run_as}
    control = [program("pg_ctl"), "-D", data, "-w", "-l", folder / "log"]
    serve = f"-k {folder} -p {PORT} -c listen_addresses= -c fsync=off"
    made = [program("initdb"), "-D", data, "-U", "ctplatform", "--auth=trust", "--no-sync"]
    try:
        subprocess.run([*made, "--encoding=UTF8", "--locale=C"], **options)
        subprocess.run([*control, "-o", serve, "start"], **options)
        try:
            yield folder
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_role(cluster, role, database="ctplatform"):
    return psycopg.connect(
        host=str(cluster), port=PORT, user=role, dbname=database, autocommit=True
    )


def manage(cluster, role, *words):
    """Run manage.py with a role; its output."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{role}@/{cluster}/ctplatform",
        "PGPORT": PORT,
        "CTPLATFORM_DATA": str(cluster / "app"),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        env=environment,
        cwd=ROOT,
        text=True,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(connection, sql):
    return connection.execute(sql).fetchone()[0]


def upgrade(cluster):
    environment = {
        **os.environ,
        "PGHOST": str(cluster),
        "PGPORT": PORT,
        "POSTGRES_USER": "ctplatform_owner",
        "POSTGRES_DB": "ctplatform",
        "POSTGRES_PASSWORD": "the owner's",
        "APPLICATION_PASSWORD": "it's",
        "ROLES_SCRIPT": str(ROOT / "docker" / "postgres-roles.sh"),
    }
    script = ROOT / "docker" / "postgres-upgrade-roles.sh"
    subprocess.run([str(script)], env=environment, check=True, capture_output=True)


def test_a_cluster_of_one_role_gets_two_of_which_the_one_that_serves_owns_nothing(cluster):
    with as_role(cluster, "ctplatform", "postgres") as old:
        old.execute("CREATE DATABASE ctplatform")
    manage(cluster, "ctplatform", "migrate", "accounts", "-v0")

    upgrade(cluster)
    upgrade(cluster)  # changes nothing more

    with as_role(cluster, "ctplatform_owner") as owner:
        owned = "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = "
        assert ask(owner, f"{owned}'ctplatform'::regrole") == 0
        assert ask(owner, "SELECT tableowner FROM pg_tables WHERE tablename = 'accounts_user'") == (
            "ctplatform_owner"
        )
        attributes = "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_roles"
        assert ask(owner, f"{attributes} WHERE rolname = 'ctplatform'") is False
        renaming = "SELECT count(*) FROM pg_roles WHERE rolname = 'ctplatform_renames'"
        assert ask(owner, renaming) == 0
        owner.execute("CREATE TABLE made_since (id int)")
    words = ("createsuperuser", "--noinput", "--username", "nadia", "--email", "n@example.org")
    manage(cluster, "ctplatform", *words)
    with as_role(cluster, "ctplatform") as serves:
        assert ask(serves, "SELECT count(*) FROM accounts_user") == 1
        assert ask(serves, "SELECT count(*) FROM made_since") == 0
        for sql in (
            "ALTER TABLE accounts_user DISABLE TRIGGER ALL",
            "TRUNCATE accounts_user",
            "DROP TABLE accounts_user",
            "CREATE TABLE mine (id int)",
            "ALTER ROLE ctplatform SUPERUSER",
            "SET ROLE ctplatform_owner",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                serves.execute(sql)
