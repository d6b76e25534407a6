"""The register's verbs: the door from this side, sources, countries."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ctplatform.curation.models import Revision
from ctplatform.curation.services import change_record, create_record, withdraw_record
from ctplatform.domain_errors import StaleVersion
from incidents import services
from incidents.models import Actor, ActorAlias, CasualtyEstimate, Incident, Participation, Place
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def author(project):
    return member(project, "annotator")


def test_create_actor_makes_its_other_names_and_is_found_by_them(project, author):
    values = {"project": project, "name": "Islamic State in Khorasan Province"}
    outcome = services.create_actor(values, by=author, aliases=["ISKP", "IS-K", "ISKP"])

    assert list(outcome.record.aliases.order_by("id").values_list("text", flat=True)) == [
        "ISKP",
        "IS-K",
    ]
    assert Actor.objects.get(search_text__contains="is-k") == outcome.record


def test_a_removed_alias_no_longer_finds_the_actor(project, author):
    values = {"project": project, "name": "Islamic State"}
    actor = services.create_actor(values, by=author, aliases=["Daesh"]).record

    withdraw_record(actor.aliases.get(), by=author)

    assert not Actor.objects.filter(search_text__contains="daesh").exists()
    assert not ActorAlias.objects.exists()


def test_add_casualties_reads_the_figures_from_the_words(author, project):
    incident = create_record(Incident, {"project": project, "title": "Moscow"}, by=author).record
    stated = {"incident": incident, "kind": "killed", "stated": "more than 150"}

    estimate = services.add_casualties(stated, by=author).record

    estimate.refresh_from_db()
    assert (estimate.low, estimate.best, estimate.high) == (151, None, None)
    assert estimate.qualifier == "more_than"


def test_add_casualties_keeps_given_figures(author, project):
    incident = make.IncidentFactory(project=project, created_by=author)
    stated = {"incident": incident, "kind": "killed", "stated": "more than 150", "best": 160}

    estimate = services.add_casualties(stated, by=author).record

    assert (estimate.low, estimate.best) == (None, 160)


def test_add_casualties_to_a_published_incident_waits_for_review(author, project):
    incident = make.IncidentFactory(project=project, published=True)

    outcome = services.add_casualties(
        {"incident": incident, "kind": "injured", "stated": "dozens"}, by=author
    )

    assert outcome.proposal.diff["low"] == {"from": None, "to": 24}
    assert not CasualtyEstimate.objects.exists()


def test_a_change_through_the_door_carries_what_follows(author, project):
    russia = make.CountryFactory(name="Russia", iso_alpha2="RU")
    incident = make.IncidentFactory(project=project, created_by=author)

    change_record(incident, {"date": "2024-03", "place": russia}, by=author)

    incident.refresh_from_db()
    assert (str(incident.date_latest), incident.country, incident.version) == (
        "2024-03-31",
        "RU",
        2,
    )
    assert Revision.objects.get().diff["country"] == {"from": None, "to": "RU"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date": "2023-02-29"}, "date"),
        ({"date": "Last month"}, "date"),
        ({"country": "ZZ"}, "country"),
        ({"attack_types": ["tickling"]}, "attack_types"),
        ({"record_kind": "party"}, "record_kind"),
        ({"title": ""}, "title"),
        ({"absences": {"date": "lost"}}, "absences"),
        ({"absences": {"colour": "unknown"}}, "absences"),
        ({"date": "2024", "absences": {"date": "unknown"}}, "absences"),
    ],
)
def test_the_door_names_the_field_it_refuses(author, project, values, field):
    incident = make.IncidentFactory(project=project, created_by=author)

    with pytest.raises(ValidationError) as refusal:
        change_record(incident, values, by=author)

    assert list(refusal.value.message_dict) == [field]


def test_the_door_keeps_an_absent_field_and_an_absent_child_collection(author, project):
    incident = make.IncidentFactory(project=project, created_by=author)
    absences = {"date": "unknown", "killed": "unknown", "place": "not_applicable"}

    change_record(incident, {"absences": absences}, by=author)

    incident.refresh_from_db()
    assert incident.absences == absences


def test_the_door_refuses_records_of_other_projects_as_if_unknown(author, project):
    elsewhere = make.PlaceFactory()
    stranger = make.ActorFactory()
    incident = make.IncidentFactory(project=project, created_by=author)

    with pytest.raises(ValidationError) as refusal:
        change_record(incident, {"place": elsewhere}, by=author)
    assert "place" in refusal.value.message_dict

    part = {"incident": incident, "actor": stranger, "role": "perpetrator"}
    with pytest.raises(ValidationError) as refusal:
        create_record(Participation, part, by=author)
    assert "actor" in refusal.value.message_dict


def test_a_member_of_two_projects_cannot_mix_them(author, project):
    other = ProjectFactory(visibility="public")
    incident = make.IncidentFactory(project=project, created_by=author)
    part = {
        "incident": incident,
        "actor": make.ActorFactory(project=other),
        "role": "perpetrator",
    }

    with pytest.raises(ValidationError):
        create_record(Participation, part, by=author)


def test_sources_are_made_by_annotators_and_changed_by_their_maker_or_an_editor(project, author):
    source = services.create_source(by=author, project=project, name="Desert Papers")

    changed = services.change_source(source, {"reliability": "B"}, by=author, expected_version=1)
    assert (changed.reliability, changed.version) == ("B", 2)
    services.change_source(source, {"reliability": "C"}, by=member(project, "editor"))
    with pytest.raises(PermissionDenied):
        services.change_source(source, {"name": "X"}, by=member(project, "annotator"))
    with pytest.raises(PermissionDenied):
        services.create_source(by=member(project, "reader"), project=project, name="Y")
    with pytest.raises(StaleVersion):
        services.change_source(source, {"name": "X"}, by=author, expected_version=1)
    with pytest.raises(ValidationError):
        services.change_source(source, {"project": None}, by=author)


def test_places_below_follow_into_another_country(author, project):
    russia = make.CountryFactory(name="Russia", iso_alpha2="RU")
    city = make.PlaceFactory(project=project, created_by=author)
    quarter = make.PlaceFactory(project=project, parent=city, kind="neighbourhood")
    hall = make.PlaceFactory(project=project, parent=quarter, kind="venue")

    change_record(city, {"parent": russia}, by=author)

    hall.refresh_from_db()
    assert hall.country == "RU"
    change_record(Place.objects.get(pk=city.pk), {"parent": None}, by=author)
    hall.refresh_from_db()
    assert hall.country is None
