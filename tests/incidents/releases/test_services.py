"""A release holds what anybody may pass on, is approved by a second person, and never changes."""

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from ctplatform.domain_errors import Conflict, StaleVersion
from incidents.models import Incident, Release, ReleaseFile
from incidents.releases import services
from tests.factories import incidents as make
from tests.factories.accounts import member
from tests.incidents.releases.conftest import VALUES, address

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def text_of(release, name):
    with release.files.get(name=name).file.open() as file:
        return file.read().decode()


def rows_of(release, table):
    return [json.loads(line) for line in text_of(release, f"{table}.jsonl").splitlines()]


def test_only_what_anybody_may_pass_on_is_in_it(register, make_release):
    release = make_release()
    assert release.state == "ready"
    assert {row["title"] for row in rows_of(release, "incidents")} == {"Raid", "Ambush"}
    assert [row["name"] for row in rows_of(release, "actors")] == ["Katiba"]
    assert [row["name"] for row in rows_of(release, "sources")] == ["Desert Papers"]
    assert len(rows_of(release, "participations")) == 1
    assert [row["text"] for row in rows_of(release, "actor-aliases")] == ["The Katiba"]
    everything = "".join(text_of(release, each.name) for each in release.files.all())
    for hidden in ("Reddish", "Greenish", "Later", "Restricted", "Jane Roe", "Elsewhere"):
        assert hidden not in everything, hidden


def test_the_manifest_counts_what_is_left_out_and_hashes_every_file(register, make_release):
    release = make_release()
    manifest = json.loads(text_of(release, "manifest.json"))
    assert manifest == release.manifest
    assert manifest["left_out"] == {"candidate": 1, "withdrawn": 1, "restricted": 1}
    assert manifest["coverage"] == {
        "incidents": 2,
        "first_day": "2024-03-01",
        "last_day": "2024-03-31",
        "without_date": 1,
        "by_country": {"ML": 1, "NE": 1},
        "by_precision_of_date": {"month": 1, "not coded": 1},
    }
    stated = {each["name"]: each for each in manifest["files"]}
    for file in release.files.all():
        with file.file.open() as stored:
            content = stored.read()
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert len(content) == file.size
        if file.name != "manifest.json":
            assert stated[file.name]["sha256"] == file.sha256
    assert stated["incidents.jsonl"]["rows"] == 2
    assert release.manifest_sha256 == release.files.get(name="manifest.json").sha256
    assert {"citation.bib", "codebook.csv", "datacite.json", "incidents.geojson"} <= stated.keys()


def test_hidden_records_change_nothing_of_it(project, register, make_release):
    before = make_release().manifest
    for name in ("red", "green", "embargoed"):
        Incident.objects.filter(pk=register[name].pk).delete()
    services.discard_release(Release.objects.get(), by=member(project, "editor"))
    after = make_release().manifest
    varying = ("made", "citation", "files")
    assert {k: v for k, v in before.items() if k not in varying} == {
        k: v for k, v in after.items() if k not in varying
    }
    tables = [{f["name"]: f["sha256"] for f in each["files"]} for each in (before, after)]
    same = [name for name in tables[0] if name.endswith(("jsonl", "csv", "geojson"))]
    assert [name for name in same if tables[0][name] != tables[1][name]] == []


def test_a_selection_narrows_it_and_is_stated(register, make_release):
    release = make_release(query="country=ML")
    assert [row["title"] for row in rows_of(release, "incidents")] == ["Raid"]
    assert release.manifest["selection"] == "country=ML"


def test_the_codebook_explains_every_column(register, make_release):
    release = make_release()
    lines = text_of(release, "codebook.csv").splitlines()
    assert "incidents,lifecycle,Attack status,text," in "\n".join(lines)
    for table in ("incidents", "participations", "actors", "series-points"):
        header = text_of(release, f"{table}.csv").splitlines()[0].split(",")
        described = [line.split(",")[1] for line in lines if line.startswith(f"{table},")]
        assert described == header, table


def test_a_second_person_approves_it(register, reviewer, editor, project, make_release):
    release = make_release()
    seen = release.manifest_sha256
    with pytest.raises(PermissionDenied, match="second person"):
        services.approve_release(release, by=editor, seen=seen)
    with pytest.raises(PermissionDenied):
        services.approve_release(release, by=member(project, "annotator"), seen=seen)
    with pytest.raises(StaleVersion):
        services.approve_release(release, by=reviewer, seen="0" * 64)
    live = services.approve_release(release, by=reviewer, seen=seen)
    assert (live.state, live.approved_by) == ("released", reviewer)
    with pytest.raises(Conflict):
        services.approve_release(release, by=reviewer, seen=seen)


def test_the_database_requires_the_second_person(register, editor, make_release):
    release = make_release()
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(
            state="released", approved_by=editor, approved=release.created
        )


def test_in_an_open_project_one_person_is_enough(project, register, editor, make_release):
    type(project).objects.update(review_policy="open")
    release = make_release()
    live = services.approve_release(release, by=editor, seen=release.manifest_sha256)
    assert live.is_released


@pytest.fixture
def released(register, reviewer, make_release):
    release = make_release()
    return services.approve_release(release, by=reviewer, seen=release.manifest_sha256)


@pytest.mark.parametrize(
    "act",
    [
        lambda release: Release.objects.filter(pk=release.pk).update(title="Other"),
        lambda release: Release.objects.filter(pk=release.pk).update(state="ready"),
        lambda release: release.files.filter(name="incidents.csv").update(sha256="0" * 64),
        lambda release: release.files.filter(name="incidents.csv").delete(),
        lambda release: ReleaseFile.objects.create(
            release=release, name="more.csv", media_type="text/csv", sha256="0" * 64, size=1
        ),
        lambda release: Release.objects.filter(pk=release.pk).delete(),
    ],
    ids=["title", "state", "hash", "file", "new file", "whole"],
)
def test_the_database_refuses_to_change_what_is_released(released, act):
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        act(released)
    with pytest.raises(Conflict):
        services.discard_release(released, by=released.created_by)


def test_the_next_version_says_what_changed(project, register, released, make_release):
    Incident.objects.filter(pk=register["shown"].pk).update(title="Raid on a post", version=2)
    Incident.objects.filter(pk=register["undated"].pk).update(state="withdrawn")
    new = make.IncidentFactory(project=project, title="New", published=True)
    release = make_release()
    assert (release.number, release.previous) == (2, released)
    assert release.manifest["changes"]["incidents"] == {"added": 1, "changed": 1, "withdrawn": 1}
    lines = text_of(release, "changes.csv").splitlines()
    assert f"incidents,{new.pk},added," in lines
    assert f"incidents,{register['shown'].pk},changed,title" in lines
    assert f"incidents,{register['undated'].pk},withdrawn," in lines
    assert [row["title"] for row in rows_of(released, "incidents")] == ["Raid", "Ambush"]
    assert release.manifest["previous"]["manifest_sha256"] == released.manifest_sha256


@pytest.mark.django_db(transaction=True)
def test_a_discarded_draft_leaves_no_file_and_no_number(media, editor, register, make_release):
    release = make_release()
    stored = [path for path in media.rglob("*") if path.is_file()]
    assert len(stored) == release.files.count()
    services.discard_release(release, by=editor)
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert make_release().number == 1


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_is_made_again_has_each_file_once(media, register, make_release, editor):
    release = make_release()
    Release.objects.filter(pk=release.pk).update(state="making", manifest_sha256="")
    job = type("Job", (), {"parameters": {"release": str(release.pk)}})
    services.make_release(job, lambda _done, _total: None)
    release.refresh_from_db()
    assert release.state == "ready"
    stored = [path for path in media.rglob("*") if path.is_file()]
    assert len(stored) == release.files.count()


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"query": "country=BF"}, "query", "No incident matches"),
        ({"query": "country=QQQ"}, "query", "country"),
        ({"query": "colour=red"}, "query", "cannot be filtered by “colour”"),
        ({"query": "state=candidate"}, "query", "cannot be filtered by “state”"),
        ({"query": "date_after=soon"}, "query", "date_after"),
        ({"creators": []}, "creators", "at least one"),
        ({"creators": [" "]}, "creators", "at least one"),
        ({"creators": "Doe"}, "creators", "list of names"),
        ({"creators": ["x" * 201]}, "creators", "not a name"),
        ({"creators": ["x"] * 101}, "creators", "at most 100"),
        ({"name": "Not a slug"}, "name", "valid"),
        ({"name": ""}, "name", "blank"),
        ({"title": ""}, "title", "blank"),
        ({"licence": "mine"}, "licence", "not a valid choice"),
    ],
)
def test_bad_input_names_its_field_and_stores_nothing(
    project, editor, register, values, field, words
):
    with pytest.raises(ValidationError) as error:
        services.request_release(by=editor, project=project, address=address, **(VALUES | values))
    assert words in str(error.value.message_dict[field])
    assert not Release.objects.exists()


def test_a_name_that_is_being_prepared_is_taken(project, editor, register, make_release):
    make_release()
    with pytest.raises(ValidationError, match="being prepared"):
        make_release()
    assert make_release(name="other").number == 1


def test_who_may_not_and_where_it_may_not(project, editor, register, make_release):
    for role in ("reader", "annotator", "reviewer"):
        with pytest.raises(PermissionDenied):
            services.request_release(
                by=member(project, role), project=project, address=address, **VALUES
            )
    release = make_release()
    type(project).objects.update(visibility="internal")
    with pytest.raises(Conflict, match="no longer public"):
        services.approve_release(release, by=member(project, "owner"), seen=release.manifest_sha256)
    with pytest.raises(Conflict, match="not public"):
        make_release(name="other")
