"""Publishing what was imported: one act for all that a filter finds, by a second person."""

import csv
import io
import re
import time

import pytest
from django.test import Client

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal, Revision
from ctplatform.jobs.models import Job
from ctplatform.jobs.services import retry_job
from incidents.events import services as events_services
from incidents.models import DirtyBucket, Incident
from tests.all_jobs import do_all_work
from tests.factories.curation import Team
from tests.incidents.conftest import client_of
from tests.incidents.imports.test_files import GED, bring, needs_shared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/api/v1/incidents/publish/"


def asked(user, project, **filters):
    given = {"project": project.slug, "filters": filters, "reason": "Checked against the file."}
    seen = client_of(user).post(f"{URL}preview/", given, format="json").data.get("seen", "")
    return client_of(user).post(URL, given | {"seen": seen}, format="json")


def done(answer):
    assert answer.status_code == 202, answer.data
    do_all_work()
    return Job.objects.get(pk=answer.data["id"])


def test_all_that_a_filter_finds_is_published_with_its_history():
    team = Team()
    mine = [team.candidate(title=f"Event {n}", country="ML") for n in range(3)]
    other = team.candidate(title="Elsewhere", country="NE")
    job = done(asked(team.reviewer, team.project, country="ML"))
    assert (job.state, job.result["published"], job.result["gone"]) == ("done", 3, 0)
    for row in Incident.objects.filter(pk__in=[each.pk for each in mine]):
        assert (row.state, row.published_by, row.version) == ("published", team.reviewer, 2)
        assert row.publish_policy == "four_eyes"
        last = Revision.objects.about(row).latest("id")
        assert (last.kind, last.by, last.version) == ("publish", team.reviewer, 2)
        assert last.diff == {"state": {"from": "candidate", "to": "published"}}
        assert last.reason == "Checked against the file."
    other.refresh_from_db()
    assert other.state == "candidate"
    assert DirtyBucket.objects.filter(project=team.project).exists()


@pytest.mark.parametrize("change", ["edited", "one more", "one fewer"])
def test_what_changed_after_it_was_shown_is_not_published_unseen(change):
    """On the page and over the API: nothing is published, and what is found now is shown."""
    team = Team()
    first = team.candidate(title="First")
    team.candidate(title="Second")
    address = f"/incidents/publish/?project={team.project.slug}"
    page = client(team.reviewer).get(address).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    if change == "edited":
        curation.change_record(first, {"title": "First, in other words"}, by=team.author)
    elif change == "one more":
        team.candidate(title="Third")
    else:
        curation.withdraw_record(first, by=team.author)
    answer = client(team.reviewer).post(address, {"seen": seen})
    assert answer.status_code == 409
    assert "have changed since you opened this page" in answer.content.decode()
    given = {"project": team.project.slug, "seen": seen}
    assert client_of(team.reviewer).post(URL, given, format="json").status_code == 412
    del given["seen"]
    assert client_of(team.reviewer).post(URL, given, format="json").status_code == 428
    jobs = Job.objects.filter(kind="publish_incidents")
    assert not jobs.exists()
    again = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]
    assert client(team.reviewer).post(address, {"seen": again}).status_code == 302
    do_all_work()
    assert jobs.get().result["published"] == {"edited": 2, "one more": 3, "one fewer": 1}[change]


def test_what_is_not_published_is_counted_by_reason_and_nothing_is_approved():
    team = Team()
    plain, grave = team.candidate(title="Plain"), team.candidate(title="Mass killing")
    team.casualty(grave, low=60, best=70, high=80)
    team.candidate(by=team.reviewer, title="My own")
    edited = team.candidate(title="Edited by me")
    Incident.objects.filter(pk=edited.pk).update(created_by=team.reviewer)
    curation.change_record(edited, {"title": "Edited"}, by=team.reviewer)
    Incident.objects.filter(pk=edited.pk).update(created_by=team.author)
    team.published(title="Before")
    withdrawn = team.candidate(title="Withdrawn")
    curation.withdraw_record(withdrawn, by=team.author)
    offered = team.candidate(title="Approved once")
    team.casualty(offered, low=60, best=70, high=80)
    curation.publish(offered, by=team.second)
    job = done(asked(team.reviewer, team.project))
    counts = {
        name: job.result[name]
        for name in (
            "published",
            "own",
            "two_approvals",
            "already_published",
            "withdrawn",
            "changed_since",
            "refused",
        )
    }
    assert counts == {
        "published": 1,
        "own": 2,
        "two_approvals": 2,
        "already_published": 1,
        "withdrawn": 1,
        "changed_since": 0,
        "refused": 0,
    }
    apart = {row["id"]: row["why"] for row in job.result["set_apart"]}
    assert apart.keys() == {str(grave.pk), str(offered.pk)}
    assert all("fifty or more fatalities" in why for why in apart.values())
    states = dict(Incident.objects.values_list("title", "state"))
    assert states["Plain"] == "published"
    assert states["Mass killing"] == states["My own"] == states["Edited"] == "candidate"
    assert not Proposal.objects.filter(root_id=grave.pk).exists()
    assert Proposal.objects.get(root_id=offered.pk).first_reviewer == team.second
    page = client(team.reviewer).get(f"/incidents/publish/{job.pk}/").content.decode()
    assert "1 incident published." in page
    assert "Mass killing" in page
    assert "It concerns fifty or more fatalities." in page
    assert plain.title == "Plain"


def client(user):
    found = Client()
    found.force_login(user)
    return found


def test_a_record_changed_after_the_request_is_left_for_another_look():
    team = Team()
    one, two = team.candidate(title="One"), team.candidate(title="Two")
    answer = asked(team.reviewer, team.project)
    curation.change_record(one, {"title": "One, changed"}, by=team.author)
    team.candidate(title="Made later")
    job = done(answer)
    assert (job.result["published"], job.result["changed_since"]) == (1, 1)
    assert dict(Incident.objects.values_list("title", "state")) == {
        "One, changed": "candidate",
        "Two": "published",
        "Made later": "candidate",
    }
    assert two.title == "Two"


def test_a_record_hidden_after_the_request_stays_as_it_is():
    team = Team()
    hidden = team.candidate(title="Hidden")
    team.candidate(title="Seen")
    answer = asked(team.reviewer, team.project)
    Incident.objects.filter(pk=hidden.pk).update(marking="red")
    job = done(answer)
    assert (job.result["published"], job.result["gone"]) == (1, 1)
    assert str(hidden.pk) not in str(job.result)
    hidden.refresh_from_db()
    assert hidden.state == "candidate"


def test_a_job_that_broke_goes_on_where_it_was_and_counts_each_record_once(monkeypatch):
    team = Team()
    for number in range(5):
        team.candidate(title=f"Event {number}")
    monkeypatch.setattr(events_services, "BATCH", 2)
    answer, whole, batches = asked(team.reviewer, team.project), events_services.publish_batch, []

    def breaks(*args, **options):
        batches.append(args)
        if len(batches) == 2:
            whole(*args, **options)
            raise ZeroDivisionError("in the middle of a batch")
        return whole(*args, **options)

    monkeypatch.setattr(events_services, "publish_batch", breaks)
    do_all_work()
    job = Job.objects.get(pk=answer.data["id"])
    assert (job.state, job.result["published"]) == ("waiting", 2)
    assert Incident.objects.filter(state="published").count() == 2
    Job.objects.filter(pk=job.pk).update(state="failed", finished=job.created, cause="It broke.")
    page = client(team.reviewer).get(f"/incidents/publish/{job.pk}/").content.decode()
    assert "what it published stays published" in page
    retry_job(Job.objects.get(pk=job.pk), by=team.reviewer)
    do_all_work()
    job.refresh_from_db()
    assert (job.state, job.result["published"], job.result["already_published"]) == ("done", 5, 0)
    assert Revision.objects.filter(kind="publish").count() == 5


def test_who_imported_does_not_publish_their_own():
    team = Team()
    team.candidate(by=team.reviewer)
    answer = asked(team.reviewer, team.project)
    assert answer.status_code == 400
    assert "second person" in str(answer.data)
    page = client(team.reviewer).get(f"/incidents/publish/?project={team.project.slug}")
    assert "1 candidate was made or edited by you" in page.content.decode()
    assert 'name="reason"' not in page.content.decode()
    open_team = Team(policy="open")
    open_team.candidate(by=open_team.reviewer)
    assert done(asked(open_team.reviewer, open_team.project)).result["published"] == 1


@pytest.mark.parametrize(
    ("filters", "status"),
    [
        ({"colour": "red"}, 400),
        ({"country": "Mali"}, 400),
        ({"country": "FR"}, 400),
        ({"search": {}}, 400),
        ({"import_job": "x"}, 400),
    ],
)
def test_filters_that_find_nothing_or_are_wrong_are_refused(filters, status):
    team = Team()
    team.candidate(country="ML")
    answer = asked(team.reviewer, team.project, **filters)
    assert answer.status_code == status
    assert "filters" in str(answer.data)
    assert not Job.objects.filter(kind="publish_incidents").exists()


def test_annotators_and_outsiders_may_not():
    team = Team(visibility="public")
    team.candidate()
    assert asked(team.annotator, team.project).status_code == 403
    assert asked(Team().reviewer, team.project).status_code == 403
    address = f"/incidents/publish/?project={team.project.slug}"
    assert client(team.annotator).get(address).status_code == 403
    assert client(team.annotator).post(address).status_code == 403


def test_the_list_and_the_import_lead_to_the_act(tmp_path, settings):
    team = Team()
    team.candidate(country="ML")
    shown = client(team.reviewer)
    page = shown.get(f"/incidents/?project={team.project.slug}&country=ML").content.decode()
    assert 'href="/incidents/publish/?country=ML&amp;project=' in page
    address = f"/incidents/publish/?project={team.project.slug}&country=ML"
    page = shown.get(address).content.decode()
    assert "1 candidate can be published by you." in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    answer = shown.post(address, {"reason": "Read.", "seen": seen}, follow=True)
    assert "It starts in a moment" in answer.content.decode() or "worker" in answer.content.decode()
    do_all_work()
    assert Incident.objects.get().state == "published"
    assert client(team.annotator).get(f"/incidents/?project={team.project.slug}").status_code == 200


@needs_shared
@pytest.mark.django_db(transaction=True)
def test_thousands_of_ucdp_rows_are_published_in_one_act():
    """Four countries' worth of files: every row is published or counted by its reason."""
    team = Team()
    for number in range(3):
        bring(team, GED, dataset=f"ucdp-{number}")
    began = time.monotonic()
    job = done(asked(team.reviewer, team.project, state="candidate"))
    took = time.monotonic() - began
    result, total = job.result, Incident.objects.count()
    assert total == 3000
    assert result["published"] + result["two_approvals"] == total
    published = Incident.objects.filter(state="published")
    assert published.count() == result["published"]
    columns = ("low", "best", "high")
    given = csv.DictReader(io.StringIO(GED.read_text()))
    grave = sum(max(float(row[name]) for name in columns) >= 50 for row in given)
    assert result["two_approvals"] == 3 * grave > 0
    assert not published.filter(casualties__best__gte=50).exists()
    assert Revision.objects.filter(kind="publish").count() == result["published"]
    assert took < 120, f"{total / took:.0f} rows/s"
