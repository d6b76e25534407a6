"""Judgements: dated by the server, each analyst's own, kept as made, locked, and blind if asked."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from ctplatform.curation import services as curation
from ctplatform.curation.models import Revision
from incidents.models import Assessment, Judgement
from tests.factories import incidents as make
from tests.factories.accounts import UserFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
URL = f"{V1}/judgements/"
QUESTION = {"horizon": "2999", "criteria": "X", "outcome": "open"}
RESOLVED = {
    "outcome": "resolved_yes",
    "outcome_date": dt.date(2024, 1, 1),
    "outcome_evidence": "Seen.",
}


@pytest.fixture
def question(project, author):
    return make.AssessmentFactory(project=project, created_by=author, published=True, **QUESTION)


def judge(user, claim, **values):
    body = {"assessment": str(claim.pk), "probability": "0.7", **values}
    return client_of(user).post(URL, body, format="json")


def today():
    return timezone.localdate()


def pointers(answer):
    assert answer.status_code == 400, answer.content
    return {error["pointer"] for error in answer.json()["errors"]}


def resolve(claim, **values):
    Assessment.objects.filter(pk=claim.pk).update(**RESOLVED | values)


def test_a_judgement_on_a_published_question_applies_at_once_with_the_servers_time(
    question, reviewer
):
    before = timezone.now()
    answer = judge(reviewer, question)
    assert answer.status_code == 201, answer.json()
    row = Judgement.objects.get()
    assert (answer.json()["date"], row.date) == (today().isoformat(), today())
    assert before <= row.made_at <= timezone.now()
    assert row.created_by == reviewer
    revision = Revision.objects.get(target_id=row.pk)
    assert (revision.by, revision.proposal) == (reviewer, None)
    assert Assessment.objects.get(pk=question.pk).last_judged == today()


@pytest.mark.parametrize("days", [-400, -2, 2, 400])
def test_earlier_and_later_dates_are_refused(question, reviewer, days):
    day = (today() + dt.timedelta(days)).isoformat()
    assert pointers(judge(reviewer, question, date=day)) == {"/date"}
    made = judge(reviewer, question, date=today().isoformat())
    assert made.status_code == 201
    url = f"{URL}{made.json()['id']}/"
    change = client_of(reviewer).patch(url, {"date": day}, format="json", HTTP_IF_MATCH="*")
    assert pointers(change) == {"/date"}
    assert pointers(judge(reviewer, question, made_at="2020-01-01T00:00Z")) == {"/made_at"}


def test_the_form_takes_no_date(question, reviewer):
    form = {"likelihood": "likely", "date": "2020-01-01"}
    page = page_of(signed_in(reviewer).get(f"/assessments/{question.pk}/judgements/new/"))
    assert 'name="date"' not in page
    assert "waits for review" not in page
    signed_in(reviewer).post(f"/assessments/{question.pk}/judgements/new/", form)
    assert Judgement.objects.get().date == today()


def test_the_admin_takes_no_other_date(question):
    root = UserFactory(is_staff=True, is_superuser=True)
    form = {"assessment": str(question.pk), "likelihood": "likely", "date": "2020-01-01"}
    page = page_of(signed_in(root).post(reverse("admin:incidents_judgement_add"), form))
    assert "dated by the server" in page
    assert not Judgement.objects.exists()


def test_nobody_writes_proposes_or_takes_back_the_judgement_of_another(
    project, question, author, reviewer
):
    owner = member(project, "owner")
    mine = Judgement.objects.get(pk=judge(reviewer, question).json()["id"])
    url = f"{URL}{mine.pk}/"
    for other in (author, owner):
        client = client_of(other)
        assert (
            client.patch(url, {"probability": "0.1"}, format="json", HTTP_IF_MATCH="*").status_code
            == 403
        )
        assert client.delete(url, HTTP_IF_MATCH="*").status_code == 403
        proposal = {
            "target_type": "judgement",
            "target_id": str(mine.pk),
            "kind": "change",
            "diff": {"probability": "0.1"},
        }
        assert client.post(f"{V1}/proposals/", proposal, format="json").status_code == 403
        revision = Revision.objects.get(target_id=mine.pk)
        reverted = client.post(
            f"{V1}/revisions/{revision.pk}/revert/", {"reason": "No."}, format="json"
        )
        assert reverted.status_code == 403
        assert signed_in(other).get(f"/judgements/{mine.pk}/edit/").status_code == 403
    stolen = judge(author, question, analyst="reviewer", created_by=str(reviewer.pk))
    assert stolen.status_code in (201, 400)
    assert Judgement.objects.filter(created_by=reviewer).count() == 1
    root = UserFactory(is_staff=True, is_superuser=True)
    admin = reverse("admin:incidents_judgement_change", args=[mine.pk])
    signed_in(root).post(admin, {"date": str(today()), "probability": "0.1", "seen_version": 1})
    mine.refresh_from_db()
    assert str(mine.probability) == "0.700"


def test_a_split_leaves_judgements_where_their_analysts_wrote_them(project, question, reviewer):
    editor = member(project, "editor")
    mine = judge(reviewer, question).json()["id"]
    answer = client_of(editor).post(
        f"{V1}/assessments/{question.pk}/split/",
        {"values": {"statement": "Another"}, "move": [mine]},
        format="json",
        HTTP_IF_MATCH="*",
    )
    assert pointers(answer) == {"/move"}


def test_it_is_corrected_on_its_day_and_kept_from_then_on(question, reviewer):
    made = judge(reviewer, question).json()
    url, client = f"{URL}{made['id']}/", client_of(reviewer)
    answer = client.patch(url, {"probability": "0.8"}, format="json", HTTP_IF_MATCH="*")
    assert (answer.status_code, answer.json()["probability"]) == (200, "0.800")

    Judgement.objects.update(date=today() - dt.timedelta(3))
    at = Judgement.objects.get().made_at
    answer = client.patch(url, {"probability": "0.1"}, format="json", HTTP_IF_MATCH="*")
    assert pointers(answer) == {"/probability"}
    assert client.delete(url, HTTP_IF_MATCH="*").status_code == 409
    answer = client.patch(url, {"note": "Because."}, format="json", HTTP_IF_MATCH="*")
    assert answer.status_code == 200
    row = Judgement.objects.get()
    assert (str(row.probability), row.note, row.made_at) == ("0.800", "Because.", at)
    page = page_of(signed_in(reviewer).get(f"/assessments/{question.pk}/"))
    assert "Change the reasons" in page


def test_it_is_removed_on_its_day_and_brought_back_by_its_analyst(question, author, reviewer):
    made = judge(reviewer, question).json()
    client = client_of(reviewer)
    assert client.delete(f"{URL}{made['id']}/", HTTP_IF_MATCH="*").status_code == 204
    removal = Revision.objects.filter(target_id=made["id"]).first()
    url = f"{V1}/revisions/{removal.pk}/revert/"
    assert client_of(author).post(url, {"reason": "Y"}, format="json").status_code == 403
    assert client.post(url, {"reason": "Y"}, format="json").status_code in (200, 201)
    assert Judgement.objects.get().created_by == reviewer


@pytest.mark.parametrize("outcome", ["closed", "resolved_yes", "resolved_no", "annulled"])
def test_a_resolved_question_locks_its_judgements(question, reviewer, outcome):
    made = judge(reviewer, question).json()
    resolve(question, outcome=outcome)
    url, client = f"{URL}{made['id']}/", client_of(reviewer)
    assert judge(reviewer, question).status_code == 409
    for change in ({"probability": "0.9"}, {"note": "I knew."}):
        answer = client.patch(url, change, format="json", HTTP_IF_MATCH="*")
        assert answer.status_code == 409
    assert client.delete(url, HTTP_IF_MATCH="*").status_code == 409
    page = page_of(signed_in(reviewer).get(f"/assessments/{question.pk}/"))
    assert "its judgements are locked" in page
    assert "/judgements/new/" not in page
    form = {"likelihood": "likely"}
    url = f"/assessments/{question.pk}/judgements/new/"
    assert "locked" in page_of(signed_in(reviewer).post(url, form))
    assert Judgement.objects.count() == 1


def test_who_judged_a_candidate_may_still_publish_it(project, author, reviewer):
    claim = make.AssessmentFactory(project=project, created_by=author)
    assert judge(reviewer, claim).status_code == 201
    assert str(claim) in page_of(signed_in(reviewer).get("/review/?project=sahel"))
    curation.publish(Assessment.objects.get(pk=claim.pk), by=reviewer)
    assert Assessment.objects.get(pk=claim.pk).state == "published"


def test_readers_do_not_judge(project, question):
    assert judge(member(project, "reader"), question).status_code == 403
