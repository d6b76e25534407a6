"""“Last month” counts from the text that says it: on forms, over the API, in previews."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from ctplatform.api import router
from ctplatform.curation.registry import is_curated
from ctplatform.record_types.registry import record_types, row_types
from incidents.models import ActorKindPeriod, ActorSizeEstimate, Incident
from incidents.records.api.dates import ReadsDates
from incidents.records.models import Dated
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories import incidents as register
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
ANYWHERE = {"user": AnonymousUser(), "project": None}
BACKEND = "django.contrib.auth.backends.ModelBackend"
RESOLVED = {
    "date": "2024-03",
    "date_words": "Last month",
    "date_basis": "resolved_relative",
    "date_earliest": "2024-03-01",
    "date_latest": "2024-03-31",
    "date_precision": "month",
}


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def passage(team):
    text = texts.article(team.project, team.author, published="2024-04-13")
    return texts.annotation(text, team.author, "gunmen")


@pytest.fixture
def api(team):
    return Api(team.author)


def errors_of(response):
    return {each["pointer"]: each["message"] for each in response.json()["errors"]}


def test_a_record_takes_the_words_and_the_text_they_count_from(api, team, passage):
    body = {"project": team.project.slug, "title": "Moscow", "date_expression": "Last month"}
    for since in ({"date_reference": "2024-04-13"}, {"evidence": [str(passage.pk)]}):
        made = api.post("incidents/", {**body, **since}).json()
        assert RESOLVED.items() <= made.items()
        assert "date_expression" not in made
    plain = api.post("incidents/", {**body, "date_expression": "22 March 2024"}).json()
    assert (plain["date"], plain["date_basis"]) == ("2024-03-22", "stated")
    etag = api.get(f"incidents/{plain['id']}/")["ETag"]
    change = {"date_expression": "two and a half years ago", "date_reference": "2024-04"}
    changed = api.patch(f"incidents/{plain['id']}/", change, IF_MATCH=etag).json()
    assert (changed["date"], changed["date_words"]) == ("2021~", "two and a half years ago")


@pytest.mark.parametrize(
    ("given", "pointer", "words"),
    [
        ({"date_event": "01a20d04-2d68-7000-8000-000000000000"}, "/date_event", "no incident"),
        ({"date": "2024", "date_event": "2024-01-16"}, "/date_expression", "Give either this"),
        ({"date_expression": None, "date_event": "2024-01-16"}, "/date_expression", ""),
        ({}, "/date_expression", "or say the day of the text"),
        ({"date_reference": "2024~"}, "/date_reference", "known too vaguely"),
        ({"date": "2024", "date_reference": "2024"}, "/date_expression", "Give either this"),
        (
            {"date_expression": "soon thereafter", "date_reference": "2024"},
            "/date_expression",
            "another event",
        ),
        ({"date_expression": None}, "/date_expression", ""),
    ],
)
def test_words_that_cannot_be_counted_are_refused_at_their_field(api, team, given, pointer, words):
    body = {"project": team.project.slug, "title": "Moscow", "date_expression": "Last month"}
    refused = errors_of(api.post("incidents/", {**body, **given}, 400))
    assert words in refused[pointer]
    assert not Incident.objects.exists()


def test_rows_and_what_is_contested_take_the_words_as_well(api, team, passage):
    actor = register.ActorFactory(project=team.project, created_by=team.author)
    incident = team.candidate()
    words = {"date_expression": "Last month", "evidence": [str(passage.pk)]}
    project = {"project": team.project.slug}
    for noun, body in (
        ("warnings", {**project, "title": "Of an attack"}),
        ("allegations", {**project, "proposition": "That they paid", "kind": "sponsorship"}),
        (
            "responsibility",
            {"incident": str(incident.pk), "speaker": str(actor.pk), "kind": "claims"},
        ),
        ("actor-sizes", {"actor": str(actor.pk), "stated": "over 3,000"}),
        ("actor-kinds", {"actor": str(actor.pk), "kind": "de_facto_authority"}),
        (
            "actor-relations",
            {
                "subject": str(actor.pk),
                "kind": "rival_of",
                "object": str(register.ActorFactory(project=team.project).pk),
            },
        ),
    ):
        made = api.post(f"{noun}/", {**body, **words}).json()
        assert (made["date"], made["date_words"]) == ("2024-03", "Last month"), noun


def test_every_row_that_keeps_words_counts_them_from_their_text():
    """In its form and over the API; no row that is dated so is left out."""
    dated = {model for model in apps.get_models() if issubclass(model, Dated)}
    assert {ActorKindPeriod, ActorSizeEstimate, Incident} < dated
    types = [each for each in (*record_types(), *row_types()) if is_curated(each.model)]
    assert {each.model for each in types if each.form(**ANYWHERE).counts_dates} == dated
    shapes = {view.serializer_class for _prefix, view, _name in router.registry}
    assert {each.Meta.model for each in shapes if issubclass(each, ReadsDates)} == dated


def test_the_form_of_a_kind_counts_from_the_text_that_speaks_of_the_actor(client, team, passage):
    actor = register.ActorFactory(project=team.project, created_by=team.author)
    texts.link(passage, actor, team.author, "actor")
    client.force_login(team.author, backend=BACKEND)
    address = f"/actors/{actor.pk}/kinds/new/"
    assert 'name="date_reference" value="2024-04-13"' in client.get(address).content.decode()
    body = {"kind": "armed_group", "date": "last year", "date_reference": "2024-04-13"}
    assert client.post(address, body).status_code == 302
    made = ActorKindPeriod.objects.get()
    assert (made.date, made.date_words) == ("2023", "last year")


def test_a_reference_alone_is_refused(api, team):
    body = {"project": team.project.slug, "title": "Moscow", "date_reference": "2024"}
    assert "/date_reference" in errors_of(api.post("incidents/", body, 400))


def test_what_would_be_stored_is_told_before(api, team, passage):
    asked = {"expression": "earlier this year", "reference": "13 April 2024"}
    assert api.get("dates/", asked).json() == {
        "date": "2024-01/2024-04-13",
        "words": "January 2024 to 13 April 2024",
        "date_earliest": "2024-01-01",
        "date_latest": "2024-04-13",
        "date_precision": "range",
        "date_basis": "resolved_relative",
        "reference": "2024-04-13",
    }
    asked = {"expression": "recently", "passage": str(passage.pk)}
    assert api.get("dates/", asked).json()["date"] == "/2024-04-13"
    asked = {"expression": "March 2024", "reference": "2024-04-13"}
    assert api.get("dates/", asked).json()["reference"] is None
    for asked, pointer in (
        ({"expression": "recently"}, "?expression"),
        ({}, "?expression"),
        ({"expression": "recently", "reference": "soon"}, "?reference"),
        ({"expression": "recently", "passage": "x"}, "?passage"),
    ):
        assert pointer in errors_of(api.get("dates/", asked, 400))


def test_the_date_of_a_text_that_one_may_not_see_is_not_told(passage):
    stranger = Api(UserFactory())
    asked = {"expression": "recently", "passage": str(passage.pk)}
    unknown = asked | {"passage": "01a20d04-2d68-7000-8000-000000000000"}
    refusals = [errors_of(stranger.get("dates/", each, 400)) for each in (asked, unknown)]
    assert refusals[0] == refusals[1]
    assert "?passage" in refusals[0]


def test_the_form_counts_from_the_passage_it_was_opened_from(client, team, passage):
    client.force_login(team.author, backend=BACKEND)
    address = f"/incidents/new/?project={team.project.slug}"
    shown = client.get(f"{address}&passage={passage.pk}").content.decode()
    assert 'name="date_reference" value="2024-04-13"' in shown
    assert client.get(f"{address}&passage=x").status_code == 200
    said = client.get("/register/date/?field=date&date=Last+month&date_reference=2024-04-13")
    assert "<code>2024-03</code>, March 2024, counted from 13 April 2024." in said.content.decode()

    body = {"title": "Moscow", "record_kind": "event", "date": "Last month"}
    refused = client.post(address, body).content.decode()
    assert "or say the day of the text" in refused
    vague = client.post(address, {**body, "date_reference": "2024~"}).content.decode()
    assert "known too vaguely" in vague
    assert client.post(address, {**body, "date_reference": "2024-04-13"}).status_code == 302
    made = Incident.objects.get()
    assert (made.date, made.date_words, made.date_basis) == (
        "2024-03",
        "Last month",
        "resolved_relative",
    )

    words = {"date": "in March", "date_reference": "2024-04-13", "version": made.version}
    assert client.post(f"/incidents/{made.pk}/edit/", {**body, **words}).status_code == 302
    made.refresh_from_db()
    assert (made.date, made.date_words) == ("2024-03", "in March")  # other words, the same month

    texts.link(passage, made, team.author, field="date", role="supports")
    form = client.get(f"/incidents/{made.pk}/edit/").content.decode()
    assert 'name="date_reference" value="2024-04-13"' in form
    other = texts.article(team.project, team.author, published="2024-05-01", title="Later")
    texts.link(texts.annotation(other, team.author, "gunmen"), made, team.author, field="date")
    form = client.get(f"/incidents/{made.pk}/edit/").content.decode()
    assert 'name="date_reference" value=' not in form  # two texts, two days: one has to say which


@pytest.fixture
def earlier(team):
    return register.IncidentFactory(
        project=team.project, created_by=team.author, title="Missiles", date="2024-01-16"
    )


def test_a_record_counts_from_another_incident(api, team, passage, earlier):
    body = {"project": team.project.slug, "title": "Answer", "date_expression": "two days later"}
    for name in ("date_event", "date_reference"):
        made = api.post("incidents/", {**body, name: str(earlier.pk)}).json()
        assert (made["date"], made["date_words"], made["date_basis"]) == (
            "2024-01-18",
            "two days later",
            "resolved_relative",
        )
    body |= {"date_expression": "soon thereafter", "evidence": [str(passage.pk)]}
    made = api.post("incidents/", {**body, "date_event": str(earlier.pk)}).json()
    assert made["date"] == "2024-01-16/2024-04-13"


def test_what_counts_from_another_incident_is_shown_before(api, earlier):
    for event in (str(earlier.pk), "16 January 2024"):
        found = api.get("dates/", {"expression": "the next day", "event": event}).json()
        assert (found["date"], found["reference"]) == ("2024-01-17", "2024-01-16")
    asked = {"expression": "the next day", "reference": str(earlier.pk)}
    assert api.get("dates/", asked).json()["date"] == "2024-01-17"
    earlier.date = None
    earlier.save()
    refused = api.get("dates/", {"expression": "the next day", "event": str(earlier.pk)}, 400)
    assert "has no date" in errors_of(refused)["?event"]


def test_an_incident_that_one_may_not_see_is_no_event(earlier):
    stranger = Api(UserFactory())
    unknown = "01a20d04-2d68-7000-8000-000000000000"
    asked = [{"expression": "the next day", "event": pk} for pk in (str(earlier.pk), unknown)]
    refusals = [errors_of(stranger.get("dates/", each, 400)) for each in asked]
    assert refusals[0] == refusals[1]
    assert "?event" in refusals[0]


def test_the_form_counts_from_another_incident(client, team, earlier):
    client.force_login(team.author, backend=BACKEND)
    address = f"/incidents/new/?project={team.project.slug}"
    preview = f"/register/date/?field=date&date=the+next+day&date_event={earlier.pk}"
    said = client.get(preview).content.decode()
    assert "<code>2024-01-17</code>, 17 January 2024, counted from “Missiles”" in said
    body = {"title": "Answer", "record_kind": "event", "date": "the next day"}
    assert "choose that event" in client.post(address, body).content.decode()
    assert client.post(address, {**body, "date_event": str(earlier.pk)}).status_code == 302
    made = Incident.objects.get(title="Answer")
    assert (made.date, made.date_words) == ("2024-01-17", "the next day")
    undated = register.IncidentFactory(project=team.project, created_by=team.author, title="Raid")
    refused = client.post(address, {**body, "date_event": str(undated.pk)}).content.decode()
    assert "has no date to count from" in refused


def test_the_date_of_a_text_is_in_the_same_words_as_that_of_a_record(client, team):
    for published in ("2015/", "2024-21"):
        texts.article(team.project, team.author, published=published, title=published)
    client.force_login(team.author, backend=BACKEND)
    page = client.get(f"/articles/?project={team.project.slug}").content.decode()
    assert "from 2015, end unknown" in page
    assert "spring 2024" in page
