"""Many records through the door at once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ctplatform.curation import services
from ctplatform.curation.models import Revision
from incidents.models import CasualtyEstimate, DirtyBucket, Incident
from tests.factories.curation import Team, history

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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
    with django_assert_max_num_queries(8):
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


def test_batch_writes_nothing_before_it_is_told_to():
    team = Team()
    values = {"project": team.project, "title": "Siege", "date": "2013-01", "absences": {}}
    with services.Batch(by=team.author, reason="Import") as batch:
        incident = batch.add(Incident, values | {"attack_types": ["bombing", "armed_assault"]})
        batch.add(CasualtyEstimate, {"incident": incident, "kind": "killed", "low": 3})
        assert not Incident.objects.exists()
        batch.write()
    stored = Incident.objects.get()
    assert vars_of(stored) == vars_of(incident)
    assert stored.casualties.get().low == 3
    assert [kind for kind, *_ in history(stored)] == ["create", "create"]
    assert services.change_record(stored, {"title": "Siege of 2013"}, by=team.author).revision


def vars_of(record):
    return {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}


def test_bulk_rows_stand_as_single_ones_do():
    """Column by column, as the database keeps them, ids and times aside."""
    team = Team()
    values = {"project": team.project, "title": "Siege", "date": "2013-01", "country": "DZ"}
    values |= {"absences": {"summary": "unknown"}, "embargo_until": "2030-01-01T00:00:00Z"}
    one = services.create_record(Incident, values, by=team.author, reason="Why").record
    (many,) = services.record_many(Incident, [values], by=team.author, reason="Why")
    for model, own in ((Incident, "id"), (Revision, "target_id")):
        rows = {row.pop(own): row for row in model.objects.values()}
        assert len(rows) == 2
        for row in rows.values():
            for name in ("id", "root_id", "created", "updated", "at"):
                row.pop(name, None)
        assert rows[one.pk] == rows[many.pk]


def test_open_parents_are_told_once_of_their_new_rows():
    team = Team(policy="open")
    incident = services.publish(team.candidate(), by=team.reviewer).record
    DirtyBucket.objects.all().delete()
    rows = [{"incident": incident, "kind": "killed", "group": f"g{n}", "best": n} for n in range(5)]
    services.record_many(CasualtyEstimate, rows, by=team.reviewer)
    assert DirtyBucket.objects.count() == 1


def test_rules_of_the_database_hold_in_bulk():
    team = Team()
    with services.Batch(by=team.author) as batch:
        batch.keep(batch.add(Incident, {"project": team.project, "title": "Siege"}))
        with pytest.raises(ValidationError):
            batch.write()
    assert not Incident.objects.exists()
