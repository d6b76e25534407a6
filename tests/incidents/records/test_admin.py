"""The register in the admin: lists, forms, rows, and the door behind them."""

import pytest
from django.contrib import admin
from django.urls import reverse

from ctplatform.curation.models import Proposal, Revision
from incidents import models
from tests.factories import incidents as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

FACTORIES = {
    factory._meta.model: factory
    for factory in (
        make.SourceFactory,
        make.PlaceFactory,
        make.ActorFactory,
        make.ActorAliasFactory,
        make.ActorKindPeriodFactory,
        make.ActorSizeEstimateFactory,
        make.ActorRelationFactory,
        make.IncidentFactory,
        make.ParticipationFactory,
        make.CasualtyEstimateFactory,
        make.ResponsibilityFactory,
        make.AssessmentFactory,
        make.JudgementFactory,
        make.IncidentLinkFactory,
        make.WarningFactory,
        make.AllegationFactory,
        make.ClaimantFactory,
        make.VerdictFactory,
        make.AllegationSubjectFactory,
    )
}


@pytest.fixture
def chief(client):
    user = UserFactory(username="chief", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def address(model, page, *args):
    return reverse(f"admin:incidents_{model._meta.model_name}_{page}", args=args)


def test_every_model_of_the_register_has_its_place_in_the_admin():
    registered = {model for model in admin.site._registry if model._meta.app_label == "incidents"}

    assert registered >= set(FACTORIES)


@pytest.mark.parametrize("model", FACTORIES)
def test_lists_search_and_forms_open(chief, model):
    row = FACTORIES[model]()

    assert chief.get(address(model, "changelist"), {"q": "tówn or what"}).status_code == 200
    assert str(row.pk) in chief.get(address(model, "changelist")).content.decode()
    assert chief.get(address(model, "change", row.pk)).status_code == 200
    assert chief.get(address(model, "add")).status_code == 200


@pytest.mark.parametrize("model", FACTORIES)
def test_query_count_of_a_list_does_not_grow(chief, model, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(40) as queries:
            chief.get(address(model, "changelist"))
        return len(queries)

    project = make.ProjectFactory()
    owner = {"project": project} if hasattr(model, "State") or model is models.Source else {}
    for _ in range(2):
        FACTORIES[model](**owner)
    few = count()
    for _ in range(8):
        FACTORIES[model](**owner)

    assert count() == few


def test_search_finds_folded_words(chief):
    found = make.IncidentFactory(title="Théâtre")
    other = make.IncidentFactory(title="Market")

    page = chief.get(address(models.Incident, "changelist"), {"q": "THEATRE"}).content.decode()

    assert str(found.pk) in page
    assert str(other.pk) not in page


def test_places_are_offered_as_one_types(chief):
    place = make.PlaceFactory(name="Sévaré")
    query = {
        "term": "sevare",
        "app_label": "incidents",
        "model_name": "incident",
        "field_name": "place",
    }

    found = chief.get(reverse("admin:autocomplete"), query).json()["results"]

    assert [each["id"] for each in found] == [str(place.pk)]


def test_saving_a_candidate_passes_the_door(chief):
    incident = make.IncidentFactory(title="Old")
    form = {
        "title": "New",
        "record_kind": "event",
        "attack_types": ["bombing"],
        "date": "2024-03",
        "absences": "{}",
        "reason": "Read.",
        "seen_version": 1,
        **empty_inlines(
            "participations", "further_places", "casualties", "responsibility", "links"
        ),
    }

    response = chief.post(address(models.Incident, "change", incident.pk), form)

    assert response.status_code == 302, response.context["errors"]
    incident.refresh_from_db()
    assert (incident.title, incident.attack_types, str(incident.date_latest)) == (
        "New",
        ["bombing"],
        "2024-03-31",
    )
    assert Revision.objects.get().reason == "Read."


def test_saving_a_published_record_waits_for_review(chief):
    actor = make.ActorFactory(name="Old", published=True)
    form = {
        "name": "New",
        "kind": "armed_group",
        "absences": "{}",
        "seen_version": 1,
        **empty_inlines("aliases", "kind_periods", "size_estimates", "relations"),
    }

    page = chief.post(address(models.Actor, "change", actor.pk), form, follow=True)

    assert "waits for review" in page.content.decode()
    assert Proposal.objects.get().diff == {"name": {"from": "Old", "to": "New"}}
    actor.refresh_from_db()
    assert actor.name == "Old"


def empty_inlines(*prefixes):
    return {
        f"{prefix}-{name}": 0 for prefix in prefixes for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }


def test_shared_countries_are_read_only(chief):
    country = make.CountryFactory()

    page = chief.get(address(models.Place, "change", country.pk)).content.decode()

    assert 'name="_save"' not in page
    assert chief.post(address(models.Place, "change", country.pk), {"name": "X"}).status_code == 403


def test_sources_are_saved_by_their_services(chief):
    project = make.ProjectFactory()
    form = {"project": str(project.pk), "name": "Desert Papers", "url": "papers.example"}

    chief.post(address(models.Source, "add"), form)
    source = models.Source.objects.get()
    chief.post(address(models.Source, "change", source.pk), form | {"reliability": "B"})

    source.refresh_from_db()
    assert (source.url, source.reliability, source.version, source.created_by.username) == (
        "https://papers.example",
        "B",
        2,
        "chief",
    )


def test_rows_of_a_record_are_added_through_the_door(chief):
    incident = make.IncidentFactory()
    form = {"incident": str(incident.pk), "kind": "killed", "low": 3, "seen_version": ""}

    chief.post(address(models.CasualtyEstimate, "add"), form)

    assert (models.CasualtyEstimate.objects.get().low, Revision.objects.count()) == (3, 1)
