"""People that the database adds up are those that the rule of an incident's page gives."""

import random

import pytest

from incidents.models import CasualtyEstimate, Incident
from incidents.series.queries import people
from tests.factories.incidents import IncidentFactory, SeriesFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUALIFIERS = [None, None, "about", "at_least", "up_to", "exact", "more_than", "dozens"]


def estimate(pick, incident, kinds):
    """Some estimate; the rows need not be ones that a form would let through."""
    low = pick.choice([None, 0, 3, 8])
    best = pick.choice([None, None, 9, 11])
    high = pick.choice([None, 12, 21])
    known = (low, best, high) != (None, None, None)
    return CasualtyEstimate(
        incident=incident,
        kind=pick.choice(kinds),
        low=low,
        best=best,
        high=high,
        group=pick.choice(["", "", "guards"]),
        qualifier=pick.choice(QUALIFIERS) if known else pick.choice([None, "contradictory"]),
        stated=f"about {best}" if best and pick.random() < 0.3 else "",
    )


def chosen_at_random(pick, estimates):
    """The same estimates; of some incidents one is chosen for each kind."""
    first = {}
    for each in estimates:
        first.setdefault((each.incident_id, each.kind), each)
    for each in first.values():
        each.selected = pick.random() < 0.2
    return estimates


@pytest.mark.parametrize("kinds", [("killed",), ("hostages", "abducted")])
@pytest.mark.parametrize("by_month", [False, True])
def test_sums_of_the_database_are_those_of_the_rule(kinds, by_month):
    pick = random.Random(7)
    project = SeriesFactory().project
    incidents = [
        IncidentFactory(project=project, published=True, date=pick.choice(["2024-03-05", "2024"]))
        for _ in range(70)
    ]
    for merged in incidents[60:]:
        Incident.objects.filter(pk=merged.pk).update(merged_into=pick.choice(incidents[:60]))
    estimates = [
        estimate(pick, incident, [*kinds, "injured"])
        for incident in incidents
        for _ in range(pick.choice([0, 1, 1, 1, 2, 2, 3]))
    ]
    CasualtyEstimate.objects.bulk_create(chosen_at_random(pick, estimates))
    rows = Incident.objects.filter(merged_into__isnull=True)
    ids = list(rows.values_list("pk", flat=True))
    by_rule = people._people_by_rule(ids, kinds)
    assert people.people_in(ids, kinds) == by_rule
    each = by_rule.values()
    expected = {name: sum(one[name] for one in each) for name in people.FIGURES} | {"n": 60}
    sums = list(people.people_by_days(rows, kinds, ("country",), by_month=by_month))
    assert {name: sum(row[name] for row in sums) for name in expected} == expected
    plain = people._plain_people(ids, kinds)
    by_hand = sum(figures is None for figures in plain.values())
    apart = len(people._counted_apart(rows, kinds))
    assert 0 < by_hand <= apart < 55  # all ways are taken
    assert by_hand < apart or len(kinds) > 1
    assert people._with_merged(ids)
