"""The fields that limit and group a series; a point opens exactly the records that it counts."""

import pytest
from django.core.exceptions import ValidationError

from ctplatform.markings.levels import MARKINGS, STRICT, up_to
from incidents.events.filters.participants import Point, of_series
from incidents.models import ExternalRecord, Incident, Series
from incidents.series.models.group_limits import MOST_NAMED
from incidents.series.queries import points as aggregates
from incidents.series.queries.left_out import left_out, rows_by_reason
from incidents.vocabularies import SERIES_MARKINGS
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import (
    ActorFactory,
    CountryFactory,
    IncidentFactory,
    IncidentPlaceFactory,
    ParticipationFactory,
    PlaceFactory,
    SeriesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project():
    return ProjectFactory()


def happened(project, **values):
    return IncidentFactory(project=project, published=True, date="2024-03-05", **values)


def march(series):
    """{group: (min, expected, max)} of March, after a rebuild."""
    aggregates.rebuild_series(series, lambda done, total: None)
    rows = series.points.filter(bucket="2024-03-01")
    return {each.group: (each.n_min, each.n_expected, each.n_max) for each in rows}


def opened(series, group=""):
    """The number of records that the point of March opens for a reader."""
    reader = member(series.project, "reader")
    point = Point(series.start.replace(month=3, day=5), group)
    return of_series(Incident.objects.all(), series.pk, "counted", reader, point).count()


def times(n):
    return n, float(n), n


CODED = [
    ("domain", "domain", "state_strike", "clash"),
    ("event_type", "event_type", "battle", "riot"),
    ("sub_event_type", "sub_event_type", "grenade", "abduction"),
    ("violence_type", "violence_type", "one_sided", "non_state"),
    ("lifecycle", "lifecycle", "foiled", "completed"),
    ("suicide", "suicide", "yes", "no"),
    ("success", "success", "yes", "no"),
    ("property_damage", "property_damage", "major", "none"),
]


@pytest.mark.parametrize(("name", "column", "mine", "other"), CODED)
def test_a_term_limits_and_groups_and_what_is_not_coded_is_said(project, name, column, mine, other):
    for value in (mine, mine, other, None):
        happened(project, **{column: value})
    series = SeriesFactory(project=project, filters={name: [mine]})
    assert march(series)[""] == times(2) == (2, 2.0, 2)
    assert left_out(series)["not_coded"] == rows_by_reason(series)["not_coded"].count() == 1
    grouped = SeriesFactory(project=project, group_by=name)
    assert march(grouped) == {"": times(4), mine: times(2), other: times(1)}
    assert left_out(grouped)["ungrouped"] == 1
    assert (opened(grouped, mine), opened(grouped, other), opened(grouped)) == (2, 1, 4)
    assert opened(grouped, "nothing") == 0


@pytest.mark.parametrize(
    ("name", "column", "one", "two"),
    [
        ("attack_type", "attack_types", "bombing", "armed_assault"),
        ("target_type", "target_types", "police", "education"),
        ("weapon_type", "weapon_types", "explosives", "firearms"),
        ("target_nationality", "target_nationalities", "AF", "PK"),
    ],
)
def test_a_record_with_several_terms_counts_for_each_and_once_in_the_total(
    project, name, column, one, two
):
    for values in ([one, two], [one], None):
        happened(project, **{column: values})
    grouped = SeriesFactory(project=project, group_by=name)
    assert march(grouped) == {"": times(3), one: times(2), two: times(1)}
    assert (opened(grouped, one), opened(grouped, two)) == (2, 1)
    narrow = SeriesFactory(project=project, group_by=name, filters={name: [two]})
    assert march(narrow) == {"": times(1), two: times(1)}
    assert opened(narrow, one) == 0


def test_transnational_is_what_was_derived(project):
    for value in ("yes", "no", None):
        happened(
            project,
            transnational_logistical=value,
            transnational_ideological=value,
            transnational_miscellaneous=value,
        )
    for each in Incident.objects.filter(project=project):
        each.derive()
        each.save()
    assert march(SeriesFactory(project=project, filters={"transnational": ["yes"]}))[""] == times(1)
    grouped = march(SeriesFactory(project=project, group_by="transnational"))
    assert grouped == {"": times(3), "yes": times(1), "no": times(1)}


def test_a_place_counts_with_all_places_in_it(project):
    country = CountryFactory()
    province = PlaceFactory(project=project, name="Herat", parent=country, kind="admin1")
    city = PlaceFactory(project=project, name="Herat city", parent=province)
    elsewhere = PlaceFactory(project=project, name="Kabul", parent=country)
    happened(project, place=city, country="AF")
    happened(project, place=elsewhere, country="AF")
    further = happened(project, place=elsewhere, country="AF")
    IncidentPlaceFactory(incident=further, place=province)
    narrow = SeriesFactory(project=project, filters={"place": [str(province.pk)]})
    assert march(narrow)[""] == times(2)
    both = [str(province.pk), str(country.pk)]
    grouped = SeriesFactory(project=project, group_by="place", filters={"place": both})
    assert march(grouped) == {"": times(3), both[0]: times(2), both[1]: times(3)}
    assert [opened(grouped, each) for each in both] == [2, 3]


def test_a_region_of_several_is_a_group(project):
    happened(project, country="AF")
    happened(project, country="NG")
    filters = {"within": ["034", "011"]}  # Southern Asia, Western Africa
    grouped = SeriesFactory(project=project, group_by="within", filters=filters)
    assert march(grouped) == {"": times(2), "034": times(1), "011": times(1)}
    assert opened(grouped, "011") == 1


def test_a_dataset_limits_and_groups(project):
    one, two, _mine = (happened(project) for _ in range(3))
    for incident, dataset in ((one, "ucdp-ged"), (two, "acled"), (two, "ucdp-ged")):
        ExternalRecord.objects.create(
            project=project, incident=incident, dataset=dataset, external_id=str(incident.pk)
        )
    assert march(SeriesFactory(project=project, filters={"dataset": ["acled"]}))[""] == times(1)
    filters = {"dataset": ["ucdp-ged", "acled"]}
    grouped = SeriesFactory(project=project, group_by="dataset", filters=filters)
    assert march(grouped) == {"": times(2), "ucdp-ged": times(2), "acled": times(1)}
    assert opened(grouped, "ucdp-ged") == 2


@pytest.mark.parametrize(
    ("given", "expected"), [("0", 1), ("5", 1), ("10-49", 1), ("50-", 1), ("-9", 2), ("6-8", 0)]
)
def test_fatalities_are_a_range_of_the_figure_that_lists_sort_by(project, given, expected):
    for figure in (0, 5, 20, 137, None):
        happened(project, killed_figure=figure)
    series = SeriesFactory(project=project, filters={"fatalities": [given]})
    assert march(series)[""] == times(expected)
    assert left_out(series)["not_coded"] == 1


def test_incidents_without_a_country_are_said_to_be_left_out(project):
    for country in ("AF", "PK", None, None):
        happened(project, country=country)
    series = SeriesFactory(project=project, filters={"country": ["AF"]})
    assert march(series)[""] == times(1)
    assert left_out(series)["not_coded"] == rows_by_reason(series)["not_coded"].count() == 2
    placed = rows_by_reason(series)["not_coded"].first()
    country = CountryFactory(iso_alpha2="AF")
    IncidentPlaceFactory(incident=placed, place=country)
    assert march(series)[""] == times(2)
    assert rows_by_reason(series)["not_coded"].count() == 1


def test_fatalities_are_grouped_in_ranges(project):
    for figure in (0, 1, 4, 137, None):
        happened(project, killed_figure=figure)
    grouped = SeriesFactory(project=project, group_by="fatalities")
    expected = {"": times(5), "0": times(1), "1-4": times(2), "100-": times(1)}
    assert march(grouped) == expected
    assert [opened(grouped, each) for each in expected] == [5, 1, 2, 1]


def test_marking_of_stricter_records_is_not_counted_even_if_asked(project):
    for marking in ("clear", "green"):
        happened(project, marking=marking)
    clear = SeriesFactory(project=project, marking="clear", group_by="marking")
    assert march(clear) == {"": times(1), "clear": times(1)}
    green = SeriesFactory(project=project, marking="green", filters={"marking": ["green"]})
    assert march(green)[""] == times(1)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("filters", {"filters": {"suicide": ["perhaps"]}}),
        ("filters", {"filters": {"fatalities": ["many"]}}),
        ("filters", {"filters": {"fatalities": ["9-3"]}}),
        ("filters", {"filters": {"place": ["7f8ee3b5-6ac0-4fb6-9e0e-4d2a7e0e4a5e"]}}),
        ("filters", {"filters": {"dataset": [" "]}}),
        ("filters", {"filters": {"country": ["AF"] * 251}}),
        ("group_by", {"group_by": "within"}),
        ("group_by", {"group_by": "place"}),
        (
            "group_by",
            {
                "group_by": "dataset",
                "filters": {"dataset": [f"set-{n}" for n in range(MOST_NAMED + 1)]},
            },
        ),
    ],
)
def test_bad_filters_and_groups_name_their_field(project, field, values):
    series = Series(
        project=project, title="Attacks", start="2024-01-01", end="2024-12-31", **values
    )
    with pytest.raises(ValidationError) as error:
        series.full_clean()
    assert field in error.value.message_dict


def test_too_many_actors_are_no_groups(project, monkeypatch):
    monkeypatch.setattr("incidents.series.models.group_limits.MOST_GROUPS", 2)
    series = SeriesFactory(project=project)
    for _ in range(3):
        actor = ActorFactory(project=project)
        ParticipationFactory(incident=happened(project), actor=actor)
    series.group_by = "actor"
    with pytest.raises(ValidationError, match="3 groups, and at most 2"):
        series.full_clean()
    series.filters = {"actor": [str(actor.pk)]}
    series.full_clean()


def test_series_know_all_markings_but_red():
    assert {name: MARKINGS[name] for name in up_to(STRICT)} == SERIES_MARKINGS
