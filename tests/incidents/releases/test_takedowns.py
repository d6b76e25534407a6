"""A file of a release is taken down by two people, and leaves what it was and why it is gone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from ctplatform.accounts.models import Membership, ProjectEvent
from ctplatform.domain_errors import Conflict
from ctplatform.notifications.models import Notification
from incidents.models import Incident, Release, ReleaseFile, Takedown
from incidents.releases import services
from incidents.releases.takedowns.services import (
    approve_takedown,
    refuse_takedown,
    request_takedown,
)
from tests.factories import incidents as make
from tests.factories.accounts import UserFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
API = "/api/v1/takedowns/"
FILES = ["incidents.csv", "incidents.jsonl", "incidents.geojson"]
REASON = "A court demands it: case 12."


@pytest.fixture
def released(project, editor, reviewer):
    """A release whose files have hardly any content."""
    names = ("manifest.json", "actors.csv", *FILES)
    return make.release(
        project, editor, reviewer, title="Attacks in the Sahel", name="sahel-attacks", files=names,
        manifest={"coverage": {"incidents": 1}},
    )  # fmt: skip


@pytest.fixture
def made(register, reviewer, make_release):
    """A release with the files that the job makes."""
    release = make_release()
    return services.approve_release(release, by=reviewer, seen=release.manifest_sha256)


@pytest.fixture
def requested(released, reviewer):
    return request_takedown(released, by=reviewer, files=FILES, reason=REASON)


def kinds_for(user):
    return list(
        Notification.objects.filter(user=user, subject_type="takedown").values_list(
            "kind", flat=True
        )
    )


@pytest.mark.django_db(transaction=True)
def test_the_content_goes_and_name_size_and_hash_stay(media, made, reviewer, editor):
    released = made
    before = {each.name: (each.size, each.sha256, each.rows) for each in released.files.all()}
    manifest, sha256 = released.manifest, released.manifest_sha256
    stored = {path.name for path in media.rglob("*") if path.is_file()}
    request = request_takedown(released, by=reviewer, files=FILES, reason=REASON)
    assert {path.name for path in media.rglob("*") if path.is_file()} == stored
    approve_takedown(request, by=editor)
    assert {path.name for path in media.rglob("*") if path.is_file()} == stored - set(FILES)
    live = Release.objects.get(pk=released.pk)
    assert (live.manifest, live.manifest_sha256) == (manifest, sha256)
    assert {each.name: (each.size, each.sha256, each.rows) for each in live.files.all()} == before
    gone = live.files.exclude(takedown=None)
    assert {each.name: each.file.name for each in gone} == dict.fromkeys(FILES, "")


def test_a_second_person_approves_it_whatever_the_policy(project, released, reviewer, editor):
    type(project).objects.update(review_policy="open")
    request = request_takedown(released, by=reviewer, files=FILES[:1], reason=REASON)
    with pytest.raises(PermissionDenied, match="second person"):
        approve_takedown(request, by=reviewer)
    with pytest.raises(PermissionDenied):
        approve_takedown(request, by=member(project, "annotator"))
    live = approve_takedown(request, by=editor)
    assert (live.state, live.version, live.decided_by, live.is_alone) == (
        "approved", 2, editor, False,
    )  # fmt: skip
    for decide in (approve_takedown, refuse_takedown):
        with pytest.raises(Conflict, match="already"):
            decide(request, by=editor)


def test_where_nobody_else_may_decide_it_applies_at_once(project, released, editor, reviewer):
    Membership.objects.filter(project=project).exclude(user=editor).delete()
    made = request_takedown(released, by=editor, files=FILES, reason=REASON)
    assert (made.state, made.is_alone, made.version) == ("approved", True, 1)
    assert released.files.exclude(takedown=None).count() == 3
    page = page_of(Client().get(f"/releases/{released.pk}/"))
    assert "Nobody else could approve it" in page


def test_the_database_requires_the_second_person(requested, reviewer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Takedown.objects.filter(pk=requested.pk).update(
            state="approved", decided_by=reviewer, decided=requested.created
        )


def take_down_other(given, **values):
    """Change a file of the release in the way of a takedown, with these differences."""
    rows = ReleaseFile.objects.filter(release=given.release, name="incidents.csv")
    rows.update(**{"file": "", "takedown": given} | values)


@pytest.mark.parametrize(
    "act",
    [
        lambda given: take_down_other(given, sha256="1" * 64),
        lambda given: take_down_other(given, size=1),
        lambda given: take_down_other(given, name="else.csv"),
        lambda given: take_down_other(given, file="releases/else.csv"),
        lambda given: take_down_other(given, takedown=None),
        lambda given: ReleaseFile.objects.filter(
            release=given.release, name="actors.csv"
        ).update(file="", takedown=given),
        lambda given: given.release.files.filter(name="incidents.csv").delete(),
        lambda given: Release.objects.filter(pk=given.release.pk).update(manifest={}),
        lambda given: Takedown.objects.filter(pk=given.pk).update(reason="Other"),
        lambda given: Takedown.objects.filter(pk=given.pk).update(state="requested"),
        lambda given: Takedown.objects.filter(pk=given.pk).delete(),
    ],
    ids=[
        "hash", "size", "name", "content", "no takedown", "file not named", "row", "manifest",
        "reason", "state", "takedown",
    ],
)  # fmt: skip
def test_the_database_permits_nothing_else(released, reviewer, editor, act):
    approved = make.takedown(released, reviewer, editor, is_done=False, files=FILES)
    with pytest.raises(IntegrityError), transaction.atomic():
        act(approved)
    take_down_other(approved)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        take_down_other(approved, file="releases/back.csv", takedown=None)


@pytest.mark.parametrize("state", ["requested", "refused"])
def test_the_database_takes_nothing_down_without_approval(released, requested, editor, state):
    if state == "refused":
        refuse_takedown(requested, by=editor)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        take_down_other(requested)


def test_a_takedown_of_another_release_takes_nothing_down(released, reviewer, editor, project):
    other = make.takedown(make.release(project, editor, reviewer), reviewer, editor)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        ReleaseFile.objects.filter(release=released, name="incidents.csv").update(
            file="", takedown=other
        )


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"files": []}, "files", "at least one"),
        ({"files": ["manifest.json"]}, "files", "manifest stays"),
        ({"files": ["passwords.txt"]}, "files", "no such file"),
        ({"files": "incidents.csv"}, "files", "list of names"),
        ({"files": [{}]}, "files", "list of names"),
        ({"reason": "  "}, "reason", "blank"),
        ({"reason": "x" * 1001}, "reason", "at most 1000"),
        ({"reason": "a\0b"}, "reason", "NUL"),
    ],
)
def test_bad_input_names_its_field_and_stores_nothing(released, reviewer, values, field, words):
    given = {"files": FILES, "reason": REASON} | values
    with pytest.raises(ValidationError) as error:
        request_takedown(released, by=reviewer, **given)
    assert words in str(error.value.message_dict[field])
    assert not Takedown.objects.exists()


def test_who_may_not_and_what_cannot_be_taken_down(
    project, released, requested, register, make_release
):
    given = {"files": ["actors.csv"], "reason": REASON}
    for user in (member(project, "annotator"), UserFactory()):
        with pytest.raises(PermissionDenied):
            request_takedown(released, by=user, **given)
    owner = member(project, "owner")
    with pytest.raises(ValidationError, match="Another request waits"):
        request_takedown(released, by=owner, **given)
    with pytest.raises(Conflict, match="draft"):
        request_takedown(make_release(name="other"), by=owner, **given)
    approve_takedown(requested, by=owner)
    with pytest.raises(ValidationError, match="taken down already"):
        request_takedown(released, by=owner, files=FILES[:1], reason=REASON)


def test_history_and_notifications_say_it(project, released, reviewer, editor):
    owner = member(project, "owner")
    request = request_takedown(released, by=reviewer, files=FILES, reason=REASON)
    assert [kinds_for(each) for each in (owner, editor, reviewer)] == [
        ["takedown_requested"], ["takedown_requested"], [],
    ]  # fmt: skip
    approve_takedown(request, by=owner)
    assert "taken_down" in kinds_for(reviewer)
    event = ProjectEvent.objects.get(project=project, by=owner)
    assert event.lines() == [("release sahel-attacks 1", ", ".join(sorted(FILES)), "taken down")]
    page = page_of(signed_in(reviewer).get("/notifications/"))
    assert "Attacks in the Sahel, version 1" in page
    assert "took it down" in page


def test_a_refused_request_deletes_nothing_and_says_so(released, requested, editor, reviewer):
    assert refuse_takedown(requested, by=editor).state == "refused"
    assert not released.files.exclude(takedown=None).exists()
    assert kinds_for(reviewer) == ["takedown_refused"]
    assert request_takedown(released, by=reviewer, files=FILES, reason=REASON).pk != requested.pk


def test_the_next_version_says_what_cannot_be_compared(project, made, reviewer, make_release):
    request = request_takedown(made, by=reviewer, files=FILES, reason=REASON)
    approve_takedown(request, by=member(project, "owner"))
    Incident.objects.filter(title="Raid").update(title="Raid on a post", version=2)
    release = make_release()
    assert release.state == "ready"
    assert release.manifest["not_compared"] == ["incidents"]
    assert "incidents" not in release.manifest["changes"]
    page = page_of(signed_in(member(project, "reader")).get(f"/releases/{release.pk}/"))
    assert "Not compared" in page
    assert "nothing has changed" not in page


# Pages and API --------------------------------------------------------------------------------


def test_from_the_form_to_the_tombstone(project, released, reviewer, editor):
    address, browser = f"/releases/{released.pk}/", signed_in(reviewer)
    assert "Take files down" in page_of(browser.get(address))
    page = page_of(browser.post(f"{address}take-down/", {"files": [], "reason": ""}))
    assert page.count("field-error") == 2
    answer = browser.post(f"{address}take-down/", {"files": FILES, "reason": REASON})
    assert answer.status_code == 302, page_of(answer)
    request = Takedown.objects.get()
    page = page_of(browser.get(address))
    assert "Take the request back" in page
    assert "Approve and delete" not in page
    assert REASON not in page_of(Client().get(address))
    assert Client().get(f"{address}files/incidents.csv/").status_code == 200
    second = signed_in(editor)
    assert "Approve and delete" in page_of(second.get(address))
    assert browser.post(f"/takedowns/{request.pk}/approve/").status_code == 403
    assert second.post(f"/takedowns/{request.pk}/approve/").status_code == 302
    page = page_of(Client().get(address))
    file = released.files.get(name="incidents.csv")
    for words in (REASON, "taken down", file.sha256):
        assert words in page, words
    gone = Client().get(f"{address}files/incidents.csv/")
    assert gone.status_code == 410
    for words in (REASON, file.sha256, "incidents.csv", f"{file.size:,} bytes"):
        assert words in page_of(gone, 410), words
    assert Client().get(f"{address}files/actors.csv/").status_code == 200
    assert "decided on already" in page_of(
        second.post(f"/takedowns/{request.pk}/refuse/", follow=True)
    )


def test_the_api_does_the_same(project, released, reviewer, editor):
    api, anybody = client_of(reviewer), client_of(None)
    body = {"release": str(released.pk), "files": FILES, "reason": REASON}
    assert client_of(member(project, "reader")).post(API, body, format="json").status_code == 403
    wrong = api.post(API, body | {"files": ["manifest.json"]}, format="json")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/files")
    made = api.post(API, body, format="json")
    assert made.status_code == 201, made.data
    url = made["Location"]
    assert made.data["state"] == "requested"
    assert anybody.get(url).status_code == 404
    assert anybody.get(API).json()["results"] == []
    assert api.post(f"{url}approve/").status_code == 403
    assert client_of(editor).post(f"{url}approve/").status_code == 200
    assert client_of(editor).post(f"{url}refuse/").status_code == 409
    shown = anybody.get(f"{API}?release={released.pk}&project=sahel&state=approved").json()
    assert [each["reason"] for each in shown["results"]] == [REASON]
    files = {
        each["name"]: each
        for each in anybody.get(f"/api/v1/releases/{released.pk}/").json()["files"]
    }
    assert files["actors.csv"]["takedown"] is None
    gone = files["incidents.csv"]
    assert gone["takedown"]["reason"] == REASON
    answer = anybody.get(gone["download"])
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    for words in (REASON, gone["sha256"], str(gone["size"])):
        assert words in answer.json()["detail"]
