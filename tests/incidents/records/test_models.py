"""What the database itself refuses, and the columns that follow from others."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from incidents.models import Actor, Incident, Place
from tests.factories import incidents as make

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def refused(make_row, constraint):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make_row()
    assert constraint in str(refusal.value)


@pytest.mark.parametrize(
    ("low", "best", "high"),
    [(2, 1, None), (None, 2, 1), (2, None, 1), (3, 2, 1)],
)
def test_casualties_out_of_order_are_refused_by_the_database(low, best, high):
    refused(
        lambda: make.CasualtyEstimateFactory(low=low, best=best, high=high),
        "casualty_low_is_at_most_best_and_best_at_most_high",
    )


def test_casualties_open_on_a_side_are_kept():
    estimate = make.CasualtyEstimateFactory(low=151, stated="more than 150")

    assert (estimate.best, estimate.high, str(estimate.figures)) == (None, None, "more than 150")


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (make.IncidentFactory, {"record_kind": "party"}, "incident_record_kind_is_known"),
        (make.IncidentFactory, {"lifecycle": "dreamt"}, "incident_lifecycle_is_known"),
        (make.PlaceFactory, {"kind": "hole"}, "place_kind_is_known"),
        (make.PlaceFactory, {"lat": 91.0, "lon": 0.0}, "place_has_both_coordinates"),
        (make.PlaceFactory, {"lat": 1.0}, "place_has_both_coordinates"),
        (make.ActorFactory, {"kind": "cloud"}, "actor_kind_is_known"),
        (make.SourceFactory, {"reliability": "G"}, "source_reliability_is_a_to_f"),
        (make.ParticipationFactory, {"role": "fan"}, "participation_role_is_known"),
        (make.CasualtyEstimateFactory, {"kind": "bored"}, "casualty_kind_is_known"),
        (make.ResponsibilityFactory, {"kind": "sings"}, "responsibility_kind_is_known"),
        (make.AssessmentFactory, {"confidence": "total"}, "assessment_confidence_is_known"),
        (make.ActorRelationFactory, {"kind": "likes"}, "relation_kind_is_known"),
        (make.JudgementFactory, {"probability": "0.2"}, "judgement_probability_lies_in_the_band"),
        (make.JudgementFactory, {"probability": 1, "likelihood": None}, "is_no_certainty"),
        (make.JudgementFactory, {"likelihood": None}, "judgement_says_something"),
    ],
)
def test_values_outside_a_vocabulary_are_refused_by_the_database(factory, values, constraint):
    refused(lambda: factory(**values), constraint)


def test_judgement_at_the_lower_end_of_its_band_is_kept():
    assert make.JudgementFactory(likelihood="likely", probability="0.55").pk
    refused(
        lambda: make.JudgementFactory(likelihood="likely", probability="0.80"),
        "judgement_probability_lies_in_the_band",
    )


def test_duplicates_are_refused_by_the_database():
    part = make.ParticipationFactory()
    alias = make.ActorAliasFactory()
    make.CountryFactory(iso_alpha2="FR")

    # SQLite names the columns, PostgreSQL the constraint.
    for again in (
        lambda: make.ParticipationFactory(incident=part.incident, actor=part.actor),
        lambda: make.ActorAliasFactory(actor=alias.actor, text=alias.text),
        lambda: Place(iso_alpha2="FR", name="France").save(),
    ):
        refused(again, "")


def test_nothing_is_related_to_itself():
    actor, place = make.ActorFactory(), make.PlaceFactory()
    claim = make.AssessmentFactory()

    refused(lambda: make.ActorRelationFactory(subject=actor, object=actor), "not_related_to_itself")
    for row in (place, claim):
        row.parent = row
    refused(place.save, "place_does_not_lie_in_itself")
    refused(claim.save, "assessment_does_not_argue_for_itself")


def test_incident_date_gives_bounds_and_precision():
    incident = make.IncidentFactory(date="2024-03", date_words="Last month")

    assert (incident.date_earliest, incident.date_latest, incident.date_precision) == (
        dt.date(2024, 3, 1),
        dt.date(2024, 3, 31),
        "month",
    )
    assert incident.date_for_people == "March 2024"


def test_incident_with_an_unknown_start_has_a_null_bound():
    incident = make.IncidentFactory(date="/2024-04-13")

    assert (incident.date_earliest, incident.date_latest) == (None, dt.date(2024, 4, 13))


def test_saving_one_column_saves_what_follows_from_it():
    incident = make.IncidentFactory(date="2023")

    incident.date = "2024-03-22"
    incident.save(update_fields=["date"])

    incident.refresh_from_db()
    assert incident.date_earliest == dt.date(2024, 3, 22)


def test_incident_takes_its_country_from_its_place():
    russia = make.CountryFactory(name="Russia", iso_alpha2="RU")
    moscow = make.PlaceFactory(name="Moscow", parent=russia)
    hall = make.PlaceFactory(name="Crocus City Hall", parent=moscow, kind="venue")

    incident = make.IncidentFactory(project=hall.project, place=hall, country="UA")

    assert (moscow.country, hall.country, incident.country) == ("RU", "RU", "RU")


def test_incident_keeps_a_stated_country_where_the_place_has_none():
    border = make.PlaceFactory(name="Durand Line", kind="line_feature")

    incident = make.IncidentFactory(project=border.project, place=border, country="PK")

    assert incident.country == "PK"


@pytest.mark.parametrize("types", ["bombing", [1], ["bombing"] * 2, ["tickling"], {"a": 1}])
def test_incident_refuses_attack_types_that_are_no_short_list_of_slugs(types):
    incident = make.IncidentFactory.build(attack_types=types, project=None, created_by=None)

    with pytest.raises(ValidationError) as refusal:
        incident.clean()

    assert list(refusal.value.message_dict) == ["attack_types"]


@pytest.mark.parametrize(
    ("code", "good"), [("AF", True), ("XK", True), ("ZZ", False), ("af", False)]
)
def test_country_is_an_iso_code_or_a_user_assigned_one(code, good):
    actor = make.ActorFactory.build(country=code, project=None, created_by=None)

    if good:
        actor.clean_fields(exclude=["project", "created_by"])
    else:
        with pytest.raises(ValidationError, match="alpha-2"):
            actor.clean_fields(exclude=["project", "created_by"])


def test_place_cannot_lie_in_a_place_below_it():
    above = make.PlaceFactory()
    below = make.PlaceFactory(parent=above, project=above.project)
    above.parent = below

    with pytest.raises(ValidationError, match="cannot lie in itself"):
        above.clean()


@pytest.mark.parametrize("names", ["Москва", [1], [{"language": "ru"}], [{"name": " "}]])
def test_place_refuses_names_without_a_name(names):
    with pytest.raises(
        ValidationError, match=r"Write a list|Name 1 (is not an object|needs a name)"
    ):
        make.PlaceFactory.build(names=names, project=None, created_by=None).clean()


def test_records_are_found_by_folded_names_in_other_scripts_too():
    moscow = make.PlaceFactory(name="Moscow", names=[{"name": "موسكو", "language": "ar"}])
    group = make.ActorFactory(name="Jaïsh al-Adl")

    assert list(Place.objects.filter(search_text__contains="موسكو")) == [moscow]
    assert list(Actor.objects.filter(search_text__contains="jaish")) == [group]


def test_incidents_within_a_month_are_those_that_may_have_happened_then():
    project = make.ProjectFactory()
    dated = {
        text: make.IncidentFactory(project=project, date=text)
        for text in ("2024-03-22", "2024", "/2024-04-13", "2015/..", "2024-04", None)
    }

    found = Incident.objects.within(dt.date(2024, 3, 1), dt.date(2024, 3, 31))

    expected = {dated[text] for text in ("2024-03-22", "2024", "/2024-04-13", "2015/..")}
    assert set(found) == expected


def test_counted_incidents_are_published_events():
    event = make.IncidentFactory(published=True)
    make.IncidentFactory()
    make.IncidentFactory(published=True, record_kind="series")

    assert list(Incident.objects.counted()) == [event]
