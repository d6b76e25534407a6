"""Two web hosts and a worker, each with a folder of its own, are one installation."""

import http.client
import json
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.ctplatform.ops.test_compose import SERVICES, WORKERS, Stack
from tests.ctplatform.ops.test_processes import wait_for

pytestmark = pytest.mark.services
PASSWORD = "correct horse battery staple"
PEOPLE = f"""
from ctplatform.accounts.models import User
from ctplatform.accounts.services import create_project
from ctplatform.accounts.invitations.services import accept, invite
from ctplatform.accounts.sign_in.tokens import create_token
amira, jonas = (User.objects.create(username=name) for name in ("amira", "jonas"))
for user in (amira, jonas):
    user.set_password("{PASSWORD}")
    user.save()
project = create_project(by=amira, slug="demo", title="Demo", review_policy="four_eyes")
accept(invite(project, "jonas", "reviewer", by=amira), by=jonas)
print(create_token(by=amira, name="program")[1], create_token(by=jonas, name="program")[1])
"""
TABLE = "title,date,country\nRaid on a post,2016-11-05,NE\nAttack on a convoy,2016-12-01,NE\n"


class Host(Stack):
    """A web host with its own folder, asked over HTTP."""

    def __init__(self, folder, number, database_url, redis_url, shared):
        folder.mkdir()
        super().__init__(folder, database_url, redis_url)
        self.number = number
        self.environment |= shared | {"CTPLATFORM_ANONYMOUS_RATE": "24/min"}

    def ask(self, method, path, body=None, token="", kind="application/json", **headers):
        """(status, headers, body) of an answer, the body as JSON where it is."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": "localhost", **headers}
        if token:
            headers["Authorization"] = f"Token {token}"
        if body is not None:
            headers["Content-Type"] = kind
            body = json.dumps(body) if kind == "application/json" else body
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        finally:
            line.close()
        is_json = "json" in (answer.headers["Content-Type"] or "")
        return answer.status, answer.headers, json.loads(text) if is_json else text

    def api(self, method, path, token, body=None, status=200, **options):
        found, headers, data = self.ask(method, f"/api/v1/{path}", body, token, **options)
        assert found == status, data
        return headers, data


@pytest.fixture
def hosts(tmp_path, database_url, redis_url, bucket):
    """Two web hosts that have started, and a third that has only a worker and beat."""
    made = [Host(tmp_path / "one", 1, database_url, redis_url, bucket)]
    key = {"CTPLATFORM_SECRET_KEY": made[0].environment["CTPLATFORM_SECRET_KEY"]}
    for number, name in ((2, "two"), (3, "three")):
        made.append(Host(tmp_path / name, number, database_url, redis_url, bucket | key))
    try:
        code, complaints = made[0].call(*SERVICES["migrate"]["command"])
        assert code == 0, complaints
        made[0].start("web")
        made[1].start("web")
        for name in WORKERS:
            made[2].start(name)
        assert wait_for(lambda: all(host.health() for host in made[:2]), 60)
        assert wait_for(lambda: len(made[0].workers()) == len(WORKERS), 60)
        yield made
    finally:
        for host in made:
            host.end()


def tokens_of(host):
    """Make the people and their project; return the token of each."""
    code, said, complaints = host.output("shell", "--no-imports", "--verbosity", "0", "-c", PEOPLE)
    assert code == 0, complaints
    return said.split()


def multipart(**fields):
    """(body, its type) of a form; a tuple (name, text) is a file."""
    parts = []
    for name, value in fields.items():
        file = f'; filename="{value[0]}"' if isinstance(value, tuple) else ""
        text = value[1] if isinstance(value, tuple) else value
        parts.append(f'--line\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{text}')
    return "\r\n".join([*parts, "--line--\r\n"]), "multipart/form-data; boundary=line"


def finished(host, token, pk):
    """The job of that id, once it has ended."""

    def job():
        return host.api("GET", f"jobs/{pk}/", token)[1]

    assert wait_for(lambda: job()["state"] in ("done", "failed"), 60), job()
    return job()


def signed_in(host):
    """Cookies of a session that was begun on a host."""
    _status, headers, page = host.ask("GET", "/sign-in/")
    cookies = SimpleCookie(headers["Set-Cookie"])
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"username": "amira", "password": PASSWORD, "csrfmiddlewaretoken": token}
    sent = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    status, headers, _page = host.ask(
        "POST", "/sign-in/", urlencode(form), kind="application/x-www-form-urlencoded", Cookie=sent
    )
    assert status == 302
    for line in headers.get_all("Set-Cookie"):
        cookies.load(line)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


def test_two_hosts_do_the_main_job_as_one(hosts, tmp_path):
    """What is uploaded, asked for or begun on one is read, made and gone on with on the other."""
    one, two, _worker = hosts
    amira, jonas = tokens_of(one)

    body, kind = multipart(project="demo", title="A note", file=("note.txt", "Two gunmen came."))
    _headers, article = one.api("POST", "articles/", amira, body, 201, kind=kind)
    version = article["current_version"]
    _headers, read = two.api("GET", f"articles/{article['id']}/versions/1/", amira)
    assert read["text"] == "Two gunmen came."
    passage = {"article_version": version["id"], "start": 0, "end": 10, "quote": "Two gunmen"}
    _headers, made = two.api("POST", "annotations/", amira, passage, 201)
    _headers, seen = one.api("GET", f"annotations/{made['id']}/", amira)
    assert seen["start"] == 0

    columns = {"title": "title", "date": "date", "country": "country"}
    body, kind = multipart(
        project="demo",
        format="mapped",
        dataset="our-table",
        dry_run="false",
        mapping=json.dumps({"columns": columns}),
        file=("rows.csv", TABLE),
    )
    _headers, job = one.api("POST", "imports/", amira, body, 202, kind=kind)
    assert finished(two, amira, job["id"])["state"] == "done"
    given = {"project": "demo", "filters": {"country": "NE"}}
    _headers, preview = two.api("POST", "incidents/publish/preview/", jonas, given)
    assert preview["publishable"] == 2
    given["seen"] = preview["seen"]
    _headers, job = one.api("POST", "incidents/publish/", jonas, given, 202)
    assert finished(two, jonas, job["id"])["result"]["published"] == 2

    _headers, job = one.api("POST", "incidents/export/?project=demo&format=csv", amira, {}, 202)
    assert finished(two, amira, job["id"])["state"] == "done"
    _headers, table = two.api("GET", f"jobs/{job['id']}/download/", amira)
    assert "Raid on a post" in table
    lying = [path for path in tmp_path.rglob("*.csv") if path.is_file()]
    assert lying == []

    cookies = signed_in(one)
    assert two.ask("GET", "/account/", Cookie=cookies)[0] == 200
    two.api("POST", "projects/", "", {}, 401)


def test_two_hosts_count_requests_and_wrong_passwords_together(hosts):
    one, two, _worker = hosts
    tokens_of(one)
    for number in range(10):
        host = (one, two)[number % 2]
        _status, headers, page = host.ask("GET", "/sign-in/")
        cookies = SimpleCookie(headers["Set-Cookie"])
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"username": "amira", "password": "wrong", "csrfmiddlewaretoken": token}
        sent = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
        status, _headers, _page = host.ask(
            "POST",
            "/sign-in/",
            urlencode(form),
            Cookie=sent,
            kind="application/x-www-form-urlencoded",
        )
    assert status == 429
    began, statuses = time.monotonic(), []
    while 429 not in statuses and time.monotonic() - began < 30:
        statuses += [host.ask("GET", "/api/v1/projects/")[0] for host in (one, two)]
    assert statuses.count(200) <= 24  # of 24 a minute, and not of 48
