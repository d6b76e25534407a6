"""Undoing an import of a table takes back what it made and changed, and what nobody used since."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal, Revision
from ctplatform.domain_errors import Conflict
from incidents.imports.imported_row import Part, PlaceReference
from incidents.imports.undoing.plan import plan_undoing
from incidents.imports.undoing.services import accept_undo, request_undo, undo_import
from incidents.models import Actor, ExternalRecord, Incident, Place, TableImport
from tests.factories import annotations as texts
from tests.factories.curation import Team, history
from tests.factories.incidents import CountryFactory
from tests.incidents.imports.test_load import bring, counted, row

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    CountryFactory()
    return Team()


def last_import():
    return TableImport.objects.latest("id")


def undo(team, source=None, by=None):
    """Undo an import; what the preview said is what was done."""
    source, by = source or last_import(), by or team.author
    planned = plan_undoing(source, by=by).counts()
    done = undo_import(source, by=by)
    assert planned == {name: done[name] for name in planned}
    return done


def whys(done):
    return {(each["record_type"], each["why"]): each["count"] for each in done["kept"]}


def states(model):
    return set(model.objects.exclude(project=None).values_list("state", flat=True))


def test_what_nobody_used_is_withdrawn(team):
    bring(team, row(1), row(2))
    done = undo(team)
    assert done["withdrawn"] == {"incident": 2, "actor": 1, "place": 1}
    assert (done["kept"], done["changed_back"], done["to_review"]) == ([], 0, 0)
    assert states(Incident) | states(Actor) | states(Place) == {"withdrawn"}
    assert last_import().undone is not None
    kind, by, _changes = history(Incident.objects.first())[-1]
    assert (kind, by) == ("withdraw", team.author)


def test_a_corrected_file_can_be_imported_after_it(team):
    bring(team, row(1))
    undo(team)
    assert bring(team, row(1, date="2024-04")) == counted(made=1)
    assert Incident.objects.get(state="candidate").date == "2024-04"
    assert ExternalRecord.objects.get().incident.state == "candidate"


def test_what_somebody_has_worked_with_stays(team):
    bring(team, *(row(n, spot=PlaceReference(f"Town {n}", "city", "AF")) for n in range(1, 6)))
    published, changed, linked, withdrawn, _unused = Incident.objects.order_by("title")
    team.publish(published)
    curation.change_record(changed, {"title": "Ambush"}, by=team.editor)
    texts.link(texts.annotation(texts.article(team.project)), linked)
    curation.withdraw_record(withdrawn, by=team.author)
    done = undo(team)
    assert done["withdrawn"] == {"incident": 1, "place": 2}
    assert done["already_withdrawn"] == 1
    assert whys(done) == {
        ("incident", "published"): 1,
        ("incident", "changed"): 1,
        ("incident", "used"): 1,
        ("actor", "used"): 1,
        ("place", "used"): 3,
    }
    assert {each["record_id"] for each in done["listed"] if each["record_type"] == "incident"} == {
        str(each.pk) for each in (published, changed, linked)
    }
    assert ExternalRecord.objects.filter(incident=published).exists()


def test_a_merged_record_stays(team):
    bring(team, row(1), row(2))
    one, two = Incident.objects.order_by("title")
    curation.merge(two, one, by=team.editor)
    done = undo(team)
    assert "incident" not in done["withdrawn"]
    assert whys(done)[("incident", "merged")] == 1


def test_values_of_a_candidate_go_back_at_once(team):
    bring(team, row(1))
    first = last_import()
    newer = row(
        1,
        title="Another title",
        date="2024-04",
        parts=[Part("Group B", "perpetrator", actor_kind="armed_group")],
        harm=[{"kind": "killed", "group": "", "best": 8, "stated": "8"}],
        spot=PlaceReference("Herat", "city", "AF"),
    )
    bring(team, newer)
    incident = Incident.objects.get()
    assert (incident.title, incident.place.name) == ("Another title", "Herat")
    done = undo(team)
    assert done["kept"] == []
    assert done["withdrawn"] == {"actor": 1, "place": 1}
    incident.refresh_from_db()
    assert (incident.title, incident.date, incident.place.name) == ("Attack 1", "2024-03", "Kabul")
    assert [each.actor.name for each in incident.participations.all()] == ["Group A"]
    assert incident.casualties.get().best == 3
    assert bring(team, row(1)) == counted(unchanged=1)
    done = undo(team, first)
    assert done["withdrawn"] == {"incident": 1, "actor": 1, "place": 1}


def test_a_field_that_somebody_changed_since_stays(team):
    bring(team, row(1))
    bring(team, row(1, title="Another title", date="2024-04"))
    incident = Incident.objects.get()
    curation.change_record(incident, {"title": "The right title"}, by=team.author)
    done = undo(team)
    incident.refresh_from_db()
    assert (incident.title, incident.date) == ("The right title", "2024-03")
    assert done["kept"] == [
        {"record_type": "incident", "why": "changed", "detail": "title", "count": 1}
    ]


def test_proposals_that_wait_are_closed(team):
    bring(team, row(1))
    team.publish(Incident.objects.get())
    bring(team, row(1, title="Another title"))
    done = undo(team)
    assert (done["proposals_closed"], done["changed_back"], done["to_review"]) == (1, 0, 0)
    assert Proposal.objects.get().state == "withdrawn"


def test_an_editor_rejects_the_proposals_of_another(team):
    bring(team, row(1))
    team.publish(Incident.objects.get())
    bring(team, row(1, title="Another title"))
    undo(team, by=team.editor)
    assert Proposal.objects.get().state == "rejected"


def test_published_values_go_back_when_a_second_person_accepts_all(team):
    bring(team, row(1), row(2))
    for incident in Incident.objects.all():
        team.publish(incident)
    bring(team, row(1, title="One"), row(2, title="Two"))
    for proposal in Proposal.objects.all():
        curation.accept(proposal, by=team.second)
    done = undo(team)
    assert (done["changed_back"], done["to_review"]) == (0, 2)
    source = last_import()
    assert {each.title for each in Incident.objects.all()} == {"One", "Two"}
    with pytest.raises(PermissionDenied):
        accept_undo(source, by=team.author)
    assert accept_undo(source, by=team.second) == {"applied": 2, "second_approval": 0}
    assert {each.title for each in Incident.objects.all()} == {"Attack 1", "Attack 2"}
    with pytest.raises(Conflict):
        accept_undo(source, by=team.second)


def test_accepting_all_is_all_or_nothing(team):
    bring(team, row(1), row(2))
    for incident in Incident.objects.all():
        team.publish(incident)
    bring(team, row(1, title="One"), row(2, title="Two"))
    for proposal in Proposal.objects.all():
        curation.accept(proposal, by=team.second)
    undo(team)
    moved = curation.propose(Incident.objects.get(title="Two"), {"title": "Three"}, by=team.editor)
    curation.accept(moved, by=team.second)
    with pytest.raises(Conflict):
        accept_undo(last_import(), by=team.second)
    assert {each.title for each in Incident.objects.all()} == {"One", "Three"}


def test_it_is_undone_once_and_by_its_importer_or_an_editor(team):
    bring(team, row(1))
    with pytest.raises(PermissionDenied):
        undo_import(last_import(), by=team.annotator)
    job = request_undo(last_import(), by=team.author)
    with pytest.raises(Conflict):
        request_undo(last_import(), by=team.editor)
    job.state = "done"
    job.finished = job.created
    job.save()
    undo(team)
    with pytest.raises(Conflict):
        undo_import(last_import(), by=team.author)
    with pytest.raises(Conflict):
        request_undo(last_import(), by=team.author)


def test_all_of_it_or_nothing(team):
    bring(team, row(1))
    before = Revision.objects.count()

    def fail(_result):
        raise Conflict("Stopped.")

    with pytest.raises(Conflict):
        undo_import(last_import(), by=team.author, settle=fail)
    assert Revision.objects.count() == before
    assert states(Incident) == {"candidate"}
    assert last_import().undone is None


def test_more_rows_are_withdrawn_with_the_same_queries(team):
    counts = []
    for start, rows in ((100, 20), (200, 60)):
        bring(team, *(row(n) for n in range(start, start + rows)))
        with CaptureQueriesContext(connection) as asked:
            undo_import(last_import(), by=team.author)
        counts.append(len(asked))
    assert states(Incident) == {"withdrawn"}
    assert counts[0] == counts[1]
