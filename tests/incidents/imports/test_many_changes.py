"""Imports change many known rows, and are undone, in queries that do not grow with the rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from incidents.imports import services
from incidents.imports.imported_row import Further, Part, PlaceReference
from incidents.imports.services import ImportRefused
from incidents.imports.undoing import plan
from incidents.imports.undoing.services import undo_import
from incidents.models import CasualtyEstimate, ExternalRecord, Incident, TableImport
from tests.factories.curation import Team
from tests.factories.incidents import CountryFactory
from tests.incidents.imports.test_load import bring, counted, row

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    CountryFactory()
    return Team()


def changed(number, **values):
    """A row that changes the incident, its participants, estimates and places."""
    return row(
        number,
        **{"title": f"Raid {number}", "date": "2024-04"} | values,
        parts=[Part("Group B", "perpetrator", actor_kind="armed_group")],
        harm=[{"kind": "killed", "group": "", "best": 8, "stated": "8"}],
        spot=PlaceReference("Herat", "city", "AF"),
    )


def with_further(number):
    found = row(number)
    found.further = [Further(PlaceReference("Ghazni", "city", "AF"), "also")]
    return found


def state_of(project):
    """What the project's incidents are, by title."""
    return {
        each.title: (
            each.date,
            each.place.name,
            [part.actor.name for part in each.participations.all()],
            [(harm.best, harm.stated) for harm in each.casualties.all()],
            [further.place.name for further in each.further_places.all()],
            each.killed_figure,
        )
        for each in Incident.objects.filter(project=project)
    }


@pytest.mark.parametrize("published", [False, True])
def test_queries_do_not_grow_with_the_changed_rows(team, published):
    counts = []
    for start, rows in ((100, 3), (200, 12)):
        numbers = range(start, start + rows)
        bring(team, *map(with_further, numbers))
        if published:
            for incident in Incident.objects.filter(state="candidate"):
                team.publish(incident)
        bring(team, changed(start - 1))  # so that both files find what they mention
        with CaptureQueriesContext(connection) as asked:
            found = bring(team, *map(changed, numbers))
        assert found == counted(changed=rows, proposals=rows if published else 0)
        with CaptureQueriesContext(connection) as undone:
            undo_import(TableImport.objects.latest("id"), by=team.author)
        counts.append((len(asked), len(undone)))
    assert counts[0] == counts[1]


def test_several_chunks_are_changed_and_taken_back(team, monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 2)
    monkeypatch.setattr(plan, "CHUNK", 2)
    bring(team, *map(with_further, range(1, 6)))
    before = state_of(team.project)
    assert bring(team, *map(changed, range(1, 6))) == counted(changed=5)
    after = state_of(team.project)
    assert after["Raid 5"] == ("2024-04", "Herat", ["Group B"], [(8, "8")], [], 8)
    assert len(after) == 5
    done = undo_import(TableImport.objects.latest("id"), by=team.author)
    assert done["changed_back"] == 5 * 5  # the incident, two participants, an estimate, a place
    assert state_of(team.project) == before
    assert bring(team, *map(with_further, range(1, 6))) == counted(unchanged=5)


def test_progress_is_reported_for_each_chunk(team, monkeypatch):
    monkeypatch.setattr(plan, "CHUNK", 2)
    bring(team, *map(row, range(1, 6)))
    bring(team, *map(changed, range(1, 6)))
    steps = []
    source = TableImport.objects.latest("id")
    undo_import(source, by=team.author, report=lambda done, total: steps.append((done, total)))
    made = source.made.count()
    assert steps[:3] == [(2, 5 + made), (4, 5 + made), (5, 5 + made)]
    assert steps[-1] == (5 + made, 5 + made)


def test_a_row_that_is_refused_when_it_is_written_undoes_all(team, monkeypatch):
    """As if somebody withdrew the record between the plan and the write."""
    bring(team, row(1), row(2))
    known = services.Plan.changes_of

    def changes_of(self, rows):
        Incident.objects.filter(title="Attack 2").update(state="withdrawn")
        return known(self, rows)

    monkeypatch.setattr(services.Plan, "changes_of", changes_of)
    with pytest.raises(ImportRefused) as refused:
        bring(team, changed(1), changed(2))
    assert [note.row for note in refused.value.notes] == [3]
    assert set(Incident.objects.values_list("title", flat=True)) == {"Attack 1", "Attack 2"}
    assert ExternalRecord.objects.filter(stated__values__title__startswith="Raid").count() == 0
    assert not Proposal.objects.exists()


def test_a_step_back_that_is_refused_stays_and_the_others_go(team):
    bring(team, row(1), row(2))
    bring(team, changed(1), changed(2))
    estimate = CasualtyEstimate.objects.get(incident__title="Raid 1")
    curation.change_record(estimate, {"low": 5}, by=team.author)  # more than 3, the best before
    done = undo_import(TableImport.objects.latest("id"), by=team.author)
    why = {(each["record_type"], each["why"]) for each in done["kept"]}
    assert ("casualty", "refused") in why
    estimates = CasualtyEstimate.objects.order_by("incident__title")
    assert [(each.incident.title, each.best) for each in estimates] == [
        ("Attack 1", 8),
        ("Attack 2", 3),
    ]
