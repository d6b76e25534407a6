"""Rows come in once, all or none; later changes of a dataset go through curation."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal, Revision
from incidents.duplicates.queries import pairs as finding
from incidents.duplicates.services import dismiss_pair
from incidents.imports.imported_row import ImportedRow, Part, PlaceReference
from incidents.imports.services import ImportRefused, RowDestination, import_rows
from incidents.models import Actor, DuplicateSuggestion, ExternalRecord, Incident, Place
from tests.factories.curation import Team, history
from tests.factories.incidents import ActorAliasFactory, ActorFactory, CountryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def row(number=1, **values):
    spot = values.pop("spot", PlaceReference("Kabul", "city", "AF", 34.52, 69.18))
    parts = values.pop("parts", [Part("Group A", "perpetrator", actor_kind="armed_group")])
    harm = values.pop("harm", [{"kind": "killed", "group": "", "best": 3, "stated": "3"}])
    values = {"title": f"Attack {number}", "date": "2024-03", **values}
    return ImportedRow(number + 1, f"k{number}", values, spot, parts, harm)


def bring(team, *rows, by=None, **options):
    target = RowDestination(
        team.project, "test", options.pop("rights", None), options.pop("actors", None)
    )
    steps = []
    summary = import_rows(
        rows,
        target,
        by=by or team.author,
        total=len(rows),
        report=lambda done, total: steps.append((done, total)),
        **options,
    )
    return {name: summary[name] for name in ("made", "changed", "unchanged", "proposals")}


def counted(made=0, changed=0, unchanged=0, proposals=0):
    return {"made": made, "changed": changed, "unchanged": unchanged, "proposals": proposals}


def test_rows_become_candidates_with_what_hangs_on_them():
    team, afghanistan = Team(), CountryFactory()
    assert bring(team, row(1), row(2), rights="restricted") == counted(made=2)
    first, second = Incident.objects.order_by("title")
    assert (first.state, first.rights, first.country) == ("candidate", "restricted", "AF")
    assert first.place == second.place
    assert (first.place.parent, first.place.created_by) == (afghanistan, team.author)
    assert first.participations.get().actor == second.participations.get().actor
    assert Actor.objects.get().kind == "armed_group"
    assert first.casualties.get().best == 3
    assert len(history(first)) == 3
    assert first.external_records.get().external_id == "k1"


def test_the_same_file_again_changes_nothing():
    team = Team()
    bring(team, row(1), row(2))
    before = Revision.objects.count()
    assert bring(team, row(1), row(2)) == counted(unchanged=2)
    assert Revision.objects.count() == before


def test_a_dry_run_counts_and_writes_nothing():
    team = Team()
    assert bring(team, row(1), dry_run=True) == counted(made=1)
    assert not Incident.objects.exists() | Actor.objects.exists() | Place.objects.exists()


def test_a_newer_file_changes_candidates_at_once():
    team = Team()
    bring(team, row(1), row(2))
    newer = row(
        1,
        title="Attack one",
        spot=PlaceReference("Herat", "city", "AF", 34.35, 62.2),
        parts=[Part("Group B", "perpetrator")],
        harm=[
            {"kind": "killed", "group": "", "best": 5, "stated": "5"},
            {"kind": "injured", "group": "", "best": 1, "stated": "1"},
        ],
    )
    assert bring(team, newer, row(2)) == counted(changed=1, unchanged=1)
    incident = Incident.objects.get(title="Attack one")
    assert (incident.place.name, incident.participations.get().actor.name) == ("Herat", "Group B")
    assert {(c.kind, c.best) for c in incident.casualties.all()} == {("killed", 5), ("injured", 1)}
    assert bring(team, newer, row(2)) == counted(unchanged=2)


def test_a_newer_file_proposes_changes_of_what_is_published():
    team = Team()
    bring(team, row(1))
    incident = team.publish(Incident.objects.get())
    newer = row(1, title="Attack one")
    assert bring(team, newer) == counted(changed=1, proposals=1)
    incident.refresh_from_db()
    assert incident.title == "Attack 1"
    assert Proposal.objects.get().diff == {"title": {"from": "Attack 1", "to": "Attack one"}}
    assert bring(team, newer) == counted(unchanged=1)
    assert Proposal.objects.count() == 1


def test_what_people_corrected_stays():
    """The dataset changed its summary; the title it never touched is ours by now."""
    team = Team()
    bring(team, row(1))
    curation.change_record(Incident.objects.get(), {"title": "The market attack"}, by=team.author)
    assert bring(team, row(1, summary="More is known.")) == counted(changed=1)
    incident = Incident.objects.get()
    assert (incident.title, incident.summary) == ("The market attack", "More is known.")


def test_withdrawn_and_merged_records_are_not_made_again():
    team = Team()
    bring(team, row(1), row(2))
    one, two = Incident.objects.order_by("title")
    curation.withdraw_record(one, by=team.author)
    assert bring(team, row(1, title="New")) == counted(unchanged=1)
    Incident.objects.filter(pk=two.pk).update(merged_into=team.candidate(title="Canonical"))
    assert bring(team, row(2, summary="Told of the other.")) == counted(changed=1)
    assert Incident.objects.get(title="Canonical").summary == "Told of the other."


def test_one_bad_row_keeps_all_out_and_every_bad_row_is_named():
    team = Team()
    bad = [row(1), row(2, date="2024-02-30"), replace(row(3), key="k1"), row(4, lifecycle="over")]
    bad += [row(5, harm=[{"kind": "killed", "group": "", "low": 3, "best": 1}])]
    with pytest.raises(ImportRefused) as error:
        bring(team, *bad)
    assert [(note.row, note.column) for note in error.value.notes] == [
        (3, "date"),
        (4, "id"),
        (5, "lifecycle"),
        (6, "low"),
    ]
    assert not Incident.objects.exists() | Actor.objects.exists() | Place.objects.exists()


def test_a_name_of_several_actors_is_asked_for():
    team = Team()
    first = ActorFactory(project=team.project, name="Taliban (Afghanistan)")
    second = ActorFactory(project=team.project, name="Taliban (Pakistan)")
    for actor in (first, second):
        ActorAliasFactory(actor=actor, text="Taliban")
        actor.save()
    parts = [Part("taliban", "perpetrator")]
    with pytest.raises(ImportRefused, match="1 error in") as error:
        bring(team, row(1, parts=parts))
    assert "Taliban (Afghanistan) or Taliban (Pakistan)" in error.value.notes[0].message
    assert bring(team, row(1, parts=parts), actors={"Taliban": str(second.pk)}) == counted(made=1)
    assert Incident.objects.get().participations.get().actor == second
    assert bring(team, row(2, parts=[Part("TALIBAN (afghanistan)", "target")])) == counted(made=1)


def test_rows_of_others_are_changed_by_editors():
    team = Team()
    bring(team, row(1))
    newer = row(1, title="Attack one")
    with pytest.raises(ImportRefused):
        bring(team, newer, by=team.annotator)
    assert bring(team, newer, by=team.editor) == counted(changed=1)
    with pytest.raises(PermissionDenied):
        bring(team, newer, by=team.reader)


def test_an_interruption_leaves_nothing():
    """However late it comes: the last question is asked when everything is written."""
    team = Team()

    def stop(_summary):
        assert Incident.objects.count() == 2
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(team, row(1), row(2), settle=stop)
    assert not Incident.objects.exists() | ExternalRecord.objects.exists()
    assert not Revision.objects.exists() | Actor.objects.exists() | Place.objects.exists()


def test_rows_without_a_key_are_known_by_what_they_say():
    team = Team()
    nameless = replace(row(1), key="")
    assert bring(team, nameless) == counted(made=1)
    assert bring(team, replace(row(1), key="")) == counted(unchanged=1)
    with pytest.raises(ImportRefused, match="1 error in"):
        bring(team, replace(row(7), key=""), replace(row(7), row=20, key=""))


def test_two_that_are_said_to_be_two_stay_so_through_the_next_imports():
    team = Team()
    bring(team, row(1, date="2024-03-22"), row(2, date="2024-03-22"))
    while finding.compare_changed_records():
        pass
    pair = DuplicateSuggestion.objects.get()
    assert {pair.first.title, pair.second.title} == {"Attack 1", "Attack 2"}
    dismiss_pair(pair, by=team.reviewer)
    same = (row(1, date="2024-03-22"), row(2, date="2024-03-22"))
    newer = (row(1, date="2024-03-22", title="Attack one"), row(2, date="2024-03-21/2024-03-22"))
    for rows, came in ((same, counted(unchanged=2)), (newer, counted(changed=2))):
        assert bring(team, *rows) == came
        while finding.compare_changed_records():
            pass
        finding.compare_project(team.project.pk, report=lambda done, total: None)
        told = DuplicateSuggestion.objects.get()
        assert (told.pk, told.state, told.by) == (pair.pk, "dismissed", team.reviewer)
    assert told.score < pair.score  # it was compared again, and what was said of it stands
