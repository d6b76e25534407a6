"""Where a project asks for blind judgements, others' are hidden until one has judged."""

import datetime as dt

import orjson
import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from ctplatform.accounts.models import Project
from ctplatform.accounts.services import change_project
from ctplatform.curation.models import Revision
from incidents.assessments.queries.calibration import calibration_of
from incidents.models import Assessment, Judgement
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
URL = f"{V1}/judgements/"
REASONS = "Because of the prison breaks."


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", blind_judgements=True, visibility="public")


@pytest.fixture
def first(project):
    return member(project, "annotator", username="first", name="First Analyst")


@pytest.fixture
def question(project, author):
    return make.AssessmentFactory(
        project=project,
        created_by=author,
        published=True,
        horizon="2999",
        criteria="X",
        outcome="open",
    )


@pytest.fixture
def secret(question, first):
    """The judgement of another analyst."""
    return judge(first, question, probability="0.123", note=REASONS)


def judge(user, claim, **values):
    answer = client_of(user).post(URL, {"assessment": str(claim.pk), **values}, format="json")
    assert answer.status_code == 201, answer.json()
    return Judgement.objects.get(pk=answer.json()["id"])


def results(client, address, **query):
    return client.get(address, {"project": "sahel", **query}).json()["results"]


def exported(client, noun):
    answer = client.get(f"{V1}/{noun}/export/", {"project": "sahel", "format": "jsonl"})
    return [orjson.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def history_of(client, claim):
    rows = client.get(f"{V1}/assessments/{claim.pk}/history/").json()["results"]
    return [row for row in rows if row["target_type"] == "judgement"]


def pages(client, question):
    return " ".join(
        page_of(client.get(address))
        for address in (
            f"/assessments/{question.pk}/",
            "/assessments/?project=sahel",
            "/?project=sahel",
            f"/history/assessment/{question.pk}/",
            "/search/?project=sahel&q=prison",
        )
    )


def is_hidden(user, question, secret):
    """Whether nothing of a judgement reaches a person by any door."""
    api, browser = client_of(user), signed_in(user)
    found = [
        results(api, URL),
        results(api, URL, analyst="first"),
        exported(api, "judgements"),
        history_of(api, question),
        [row for row in results(api, f"{V1}/revisions/") if row["target_type"] == "judgement"],
    ]
    page = pages(browser, question)
    hidden = [
        not any(found),
        api.get(f"{URL}{secret.pk}/").status_code == 404,
        browser.get(f"/judgements/{secret.pk}/edit/").status_code == 404,
        REASONS not in page,
        "First Analyst" not in page,
        "12.3 %" not in page,
    ]
    assert len(set(hidden)) == 1, (hidden, found)
    return hidden[0]


def test_others_are_hidden_until_one_has_judged(question, author, secret):
    assert is_hidden(author, question, secret)
    page = page_of(signed_in(author).get(f"/assessments/{question.pk}/"))
    assert "you see those of others once you have said how likely it is" in page

    judge(author, question, note="I have no view yet.")
    assert not any(row["analyst"] == "first" for row in results(client_of(author), URL))
    judge(author, question, likelihood="likely")

    seen = {row["analyst"] for row in results(client_of(author), URL)}
    assert seen == {"first", "author"}
    page = page_of(signed_in(author).get(f"/assessments/{question.pk}/"))
    assert REASONS in page
    assert "Judgements are blind here" not in page
    assert {row["by"] for row in history_of(client_of(author), question)} == {"first", "author"}


def test_owners_and_outsiders_are_other_analysts_too(project, question, secret):
    assert is_hidden(member(project, "owner"), question, secret)
    assert is_hidden(member(project, "reader"), question, secret)
    assert is_hidden(member(ProjectFactory()), question, secret)
    rows = results(client_of(None), URL)
    assert rows == []


def test_a_judgement_of_another_question_opens_nothing(project, question, author, secret):
    other = make.AssessmentFactory(project=project, published=True)
    mine = judge(author, other, likelihood="likely")
    assert [row["id"] for row in results(client_of(author), URL)] == [str(mine.pk)]


def test_all_are_shown_once_the_question_is_resolved(project, question, author, secret):
    Assessment.objects.filter(pk=question.pk).update(
        outcome="resolved_no",
        outcome_date=timezone.localdate(),
        outcome_evidence="Seen.",
        horizon_latest=timezone.localdate() - dt.timedelta(1),
    )
    assert not is_hidden(author, question, secret)


def test_nobody_is_scored_before_the_question_is_resolved(project, question, author, secret):
    assert calibration_of(project, author).groups == []


def test_lists_sort_by_no_hidden_day(project, question, author, secret):
    def kept():
        return Assessment.objects.get(pk=question.pk).last_judged

    assert kept() is None
    page = page_of(signed_in(author).get("/assessments/?project=sahel&sort=-judged"))
    assert "First Analyst" not in page
    owner = member(project, "owner")
    change_project(project, {"blind_judgements": False}, by=owner)
    assert kept() == timezone.localdate()
    change_project(project, {"blind_judgements": True}, by=owner)
    assert kept() is None


def test_the_admin_hides_them_from_staff(question, author, secret):
    author.is_staff = True
    author.save()
    author.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = signed_in(author)
    for address in (
        reverse("admin:incidents_judgement_changelist"),
        reverse("admin:incidents_assessment_change", args=[question.pk]),
        reverse("admin:curation_revision_changelist") + "?target_type__exact=judgement",
    ):
        page = page_of(client.get(address))
        assert REASONS not in page, address
        assert "0.123" not in page, address
        assert "First Analyst" not in page, address


def test_without_the_setting_all_are_shown(project, question, author, secret):
    Project.objects.update(blind_judgements=False)
    assert not is_hidden(author, question, secret)


def test_owners_choose_it_in_the_settings_and_over_the_api(project, author):
    owner = member(project, "owner")
    page = page_of(signed_in(owner).get("/projects/sahel/settings"))
    assert "Blind judgements" in page
    assert 'name="blind_judgements"' in page
    url = f"{V1}/projects/sahel/"
    answer = client_of(owner).patch(
        url, {"blind_judgements": False}, format="json", HTTP_IF_MATCH="*"
    )
    assert answer.json()["blind_judgements"] is False
    answer = client_of(author).patch(
        url, {"blind_judgements": True}, format="json", HTTP_IF_MATCH="*"
    )
    assert answer.status_code == 403


def test_removed_judgements_stay_hidden(question, author, first, secret):
    client_of(first).delete(f"{URL}{secret.pk}/", HTTP_IF_MATCH="*")
    assert Revision.objects.filter(target_type="judgement").count() == 2
    assert history_of(client_of(author), question) == []
