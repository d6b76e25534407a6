"""Many records through the door at once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ctplatform.curation import services
from ctplatform.curation.models import Revision
from incidents.models import CasualtyEstimate, Incident
from tests.factories.curation import Team, history

pytestmark = pytest.mark.django_db


def rows(team, number):
    return [
        {"project": team.project, "title": f"Attack {n}", "date": "2013-01"} for n in range(number)
    ]


def test_record_many_makes_candidates_with_revisions():
    team = Team()
    made = services.record_many(Incident, rows(team, 3), by=team.author, reason="Import")
    assert [row.title for row in made] == ["Attack 0", "Attack 1", "Attack 2"]
    stored = Incident.objects.get(pk=made[0].pk)
    assert (stored.state, stored.date_earliest.isoformat()) == ("candidate", "2013-01-01")
    assert len(history(stored)) == 1
    assert Revision.objects.filter(reason="Import", by=team.author).count() == 3


def test_record_many_writes_in_batches(django_assert_max_num_queries):
    """SQLite takes some 1,000 values a statement, so 200 rows are a handful of statements."""
    team = Team()
    with django_assert_max_num_queries(12):
        services.record_many(Incident, rows(team, 200), by=team.author)


def test_record_many_is_all_or_nothing_and_names_row_and_field():
    team = Team()
    bad = rows(team, 3)
    bad[1]["date"] = "2013-02-30"
    bad[2]["nonsense"] = 1
    with pytest.raises(ValidationError) as error:
        services.record_many(Incident, bad, by=team.author)
    assert list(error.value.error_dict) == ["1.date", "2.nonsense"]
    assert not Incident.objects.exists()


def test_record_many_adds_child_rows_to_candidates_only():
    team = Team()
    candidate, published = team.candidate(), team.published()
    values = {"kind": "killed", "low": 3}
    services.record_many(CasualtyEstimate, [{"incident": candidate, **values}] * 2, by=team.author)
    assert candidate.casualties.count() == 2
    with pytest.raises(ValidationError):
        services.record_many(CasualtyEstimate, [{"incident": published, **values}], by=team.author)


def test_record_many_asks_for_the_role():
    team = Team()
    with pytest.raises(PermissionDenied):
        services.record_many(Incident, rows(team, 1), by=team.reader)
