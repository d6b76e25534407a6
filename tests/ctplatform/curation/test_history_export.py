"""The history as a table: what a reader may see of it and take along, and nothing else."""

import csv
import json

import pytest
from rest_framework.test import APIClient

from ctplatform.jobs.worker.running import run_job
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PATH = "/api/v1/revisions/export/"


def client_of(user):
    client = APIClient()
    if user:
        client.force_authenticate(user)
    return client


def exported(user, **asked):
    answer = client_of(user).get(PATH, asked)
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode()
    if asked.get("format") == "csv":
        return list(csv.DictReader(text.splitlines()))
    return [json.loads(line) for line in text.splitlines()]


def test_each_change_is_one_line_as_the_list_has_it():
    team = Team("open")
    row = team.published(title="Siege")
    team.casualty(row, low=3, high=5)
    lines = exported(team.reader, project=team.project.slug)
    listed = client_of(team.reader).get("/api/v1/revisions/", {"project": team.project.slug})
    by_id = {each["id"]: each for each in listed.json()["results"]}
    assert {each["id"] for each in lines} == by_id.keys()
    for line in lines:
        assert {name: line[name] for name in by_id[line["id"]]} == by_id[line["id"]]
        assert (line["root_type"], line["root_id"]) == ("incident", str(row.pk))
    table = exported(team.reader, project=team.project.slug, format="csv")
    assert [each["id"] for each in table] == [each["id"] for each in lines]
    assert json.loads(table[0]["changes"]) == lines[0]["changes"]


def test_filters_of_the_list_apply():
    team = Team("open")
    one, other = team.candidate(title="One"), team.candidate(title="Other")
    lines = exported(team.reader, target_type="incident", target_id=str(one.pk))
    assert [each["target_id"] for each in lines] == [str(one.pk)]
    assert str(other.pk) in {each["target_id"] for each in exported(team.reader)}


def test_history_of_what_may_not_leave_is_for_members_alone():
    team = Team("open", visibility="public")
    clear, green = team.published(title="Clear"), team.published(title="Green", marking="green")
    outsider, both = UserFactory(), {str(clear.pk), str(green.pk)}

    def roots(user):
        return {each["root_id"] for each in exported(user)}

    listed = client_of(outsider).get("/api/v1/revisions/").json()["results"]
    assert {each["target_id"] for each in listed} == both  # it may be read, and not taken along
    assert roots(outsider) == roots(None) == {str(clear.pk)}
    assert roots(team.reader) == both
    assert roots(UserFactory(is_superuser=True)) == both


def test_changes_of_fields_for_members_are_left_out_for_others():
    team = Team("open", visibility="public")
    team.published(title="Siege", lat=34.5, lon=69.25)
    for user, is_shown in ((None, False), (team.reader, True)):
        names = {name for each in exported(user) for name in each["changes"]}
        assert "title" in names
        assert ({"lat", "lon"} <= names) == is_shown
        assert is_shown or not {"lat", "lon"} & names


def test_a_file_of_the_history_is_refused_to_whom_a_record_no_longer_names(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    team = Team("open")
    red = team.published(title="Red", marking="red")
    red.named.add(team.annotator)
    client = client_of(team.annotator)
    job = client.post(f"{PATH}?project={team.project.slug}").json()["id"]
    run_job(job)
    file = f"/api/v1/jobs/{job}/download/"
    assert str(red.pk).encode() in b"".join(client.get(file).streaming_content)
    red.named.remove(team.annotator)
    assert client.get(file).status_code == 403
