"""304 for what has not changed, and compression for programs."""

import gzip

import pytest
from django.test import Client

from ctplatform.accounts.models import Membership
from ctplatform.accounts.sign_in.tokens import create_token
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world():
    return World()


def program_of(user):
    """A client with a token of the user."""
    _, key = create_token(by=user, name="Script")
    client = Client()
    client.defaults["HTTP_AUTHORIZATION"] = f"Token {key}"
    return client


def paths_of(world):
    return [
        "/api/v1/incidents/",
        f"/api/v1/incidents/?project={world.project.slug}",
        f"/api/v1/incidents/{world.rows['incidents'].pk}/",
        f"/api/v1/articles/{world.rows['articles'].pk}/",
        f"/api/v1/annotations/{world.rows['annotations'].pk}/",
        f"/api/v1/projects/{world.project.slug}/",
        "/api/v1/me/",
    ]


def test_lists_and_records_answer_304_until_they_change(world):
    client = program_of(world.people["owner"])
    for path in paths_of(world):
        first = client.get(path)
        assert first.status_code == 200, path
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again["ETag"] == first["ETag"]
        weak = client.get(path, headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
        assert weak.status_code == 304
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_record_differs_where_another_row_or_the_role_of_its_reader_changed(world):
    user, project = world.people["annotator"], world.project
    client = program_of(user)
    address = f"/api/v1/projects/{project.slug}/"
    before = client.get(address)
    Membership.objects.filter(user=user, project=project).update(role="reviewer")
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()["role"]) == (200, "reviewer")


def test_the_tag_of_a_read_is_taken_by_a_write(world):
    client = program_of(world.people["owner"])
    path = f"/api/v1/projects/{world.project.slug}/"
    read = client.get(path)["ETag"]
    assert read.startswith(f'"{world.project.pk}-')
    options = {"content_type": "application/json"}
    body = '{"title": "New"}'
    changed = client.patch(path, body, headers={"If-Match": read}, **options)
    assert changed.status_code == 200
    assert client.patch(path, body, headers={"If-Match": read}, **options).status_code == 412
    weak = f"W/{client.get(path)['ETag']}"
    assert client.patch(path, body, headers={"If-Match": weak}, **options).status_code == 200


def test_what_programs_read_is_compressed(world):
    user = world.people["owner"]
    client, zipped = program_of(user), {"Accept-Encoding": "gzip"}
    path = "/api/v1/incidents/"
    plain, packed = client.get(path), client.get(path, headers=zipped)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == f"W/{plain['ETag']}"
    unchanged = client.get(path, headers={**zipped, "If-None-Match": packed["ETag"]})
    assert unchanged.status_code == 304
    export = "/api/v1/incidents/export/?format=csv"
    rows = b"".join(client.get(export, headers=zipped).streaming_content)
    assert gzip.decompress(rows) == b"".join(client.get(export).streaming_content)


def test_pages_sessions_and_new_keys_are_not_compressed(world):
    client, zipped = Client(), {"Accept-Encoding": "gzip"}
    client.force_login(world.people["owner"], backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/api/v1/incidents/", "/account/", "/"):
        assert "Content-Encoding" not in client.get(path, headers=zipped)
    made = program_of(world.people["owner"]).post(
        "/api/v1/tokens/",
        '{"name": "Another"}',
        content_type="application/json",
        headers=zipped,
    )
    assert made.status_code == 201
    assert "Content-Encoding" not in made
