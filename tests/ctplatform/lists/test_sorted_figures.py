"""Figures by which lists are sorted stay true through every change."""

import importlib

import pytest
from django.apps import apps

from ctplatform.curation import services
from ctplatform.curation.models import Revision
from incidents.events.models.incidents import labels_of
from incidents.figures.estimates import killed_of
from incidents.models import Actor, Assessment, CasualtyEstimate, Incident, Judgement
from tests.factories import incidents as make
from tests.factories.curation import Team
from tests.incidents.imports.test_load import bring, row

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def is_true():
    """Say what lists sort by, as stored, once it was compared with a count of the rows."""
    stored = dict(Incident.objects.values_list("title", "killed_figure"))
    for incident in Incident.objects.all():
        assert incident.killed_figure == killed_of(incident.casualties.values()), incident
        names = labels_of("attack_types", incident.attack_types) or [None]
        assert incident.main_attack_type == names[0]
    for each in Assessment.objects.all():
        days = [judgement.date for judgement in each.judgements.all()]
        assert each.last_judged == max(days, default=None)
    return stored


def test_the_killed_stay_true_through_every_edit_merge_split_and_revert():
    team = Team("open")
    act = {"by": team.editor, "reason": "Counted."}
    incident = team.candidate(by=team.editor, title="A", attack_types=["bombing"])
    other = team.candidate(by=team.editor, title="B")

    def add(into=incident, **values):
        return team.casualty(into, by=team.editor, **values)

    assert is_true() == {"A": None, "B": None}
    parts = add(group="soldiers", low=3, high=None), add(group="civilians", low=4, high=None)
    assert is_true()["A"] == 7
    add(kind="injured", best=90, low=None, high=None)
    assert is_true()["A"] == 7
    whole, higher = add(low=5, best=6, high=9), add(low=None, best=12, high=None)
    assert is_true()["A"] == 6  # of rivals the lowest, as series expect it
    services.change_record(whole, {"selected": True}, **act)
    assert is_true()["A"] == 6
    services.change_record(higher, {"selected": True}, **act)  # the other gives way
    assert is_true()["A"] == 12
    services.change_record(higher, {"best": 11}, **act)
    edit = Revision.objects.latest("id")
    assert is_true()["A"] == 11
    services.change_record(incident, {"attack_types": ["hijacking", "bombing"]}, **act)
    assert is_true()["A"] == 11
    services.revert(edit, **act)
    assert is_true()["A"] == 12
    services.withdraw_record(higher, **act)
    gone = Revision.objects.latest("id")
    assert is_true()["A"] == 6
    services.revert(gone, **act)
    assert is_true()["A"] == 12
    add(into=other, low=99, high=None)
    services.merge(other, incident, by=team.editor, choices=["title"])
    assert list(Incident.objects.order_by("pk").values_list("killed_figure", flat=True)) == [12, 99]
    is_true()
    services.unmerge(other, by=team.editor, restore=True)
    assert is_true() == {"A": 12, "B": 99}
    moved = [higher.pk, whole.pk]
    split = services.split(incident, {"title": "C"}, move=moved, by=team.editor)
    assert is_true() == {"A": 7, "B": 99, "C": 12}
    services.revert(split.revision, **act)
    assert is_true()["A"] == 12
    for each in parts:
        services.withdraw_record(each, **act)
    services.publish(incident, by=team.second)
    assert is_true()["A"] == 12


def test_a_proposal_moves_the_figure_once_it_is_accepted():
    team = Team()
    incident = team.published()
    values = {"incident": incident, "kind": "killed", "best": 8}
    proposal = services.create_record(CasualtyEstimate, values, by=team.author).proposal
    assert is_true() == {"Siege": None}
    services.accept(proposal, by=team.second)
    assert is_true() == {"Siege": 8}


def test_an_import_and_rows_in_bulk_store_what_a_count_finds():
    team = Team("open")
    groups = [{"kind": "killed", "group": name, "best": 2, "stated": ""} for name in ("a", "b")]
    rows = [
        row(1),
        row(2, harm=groups),
        row(3, harm=[*groups, {"kind": "killed", "group": "", "low": 9, "stated": ""}]),
        row(4, harm=[{"kind": "injured", "group": "", "best": 1, "stated": ""}]),
        row(
            5,
            harm=[{"kind": "killed", "group": "", "best": 0, "stated": ""}],
            attack_types=["bombing"],
        ),
    ]
    bring(team, *rows)
    found = {f"Attack {n}": figure for n, figure in enumerate((3, 4, 9, None, 0), 1)}
    assert is_true() == found
    bring(team, row(1, harm=[{"kind": "killed", "group": "", "best": 30, "stated": "30"}]))
    assert is_true() == found | {"Attack 1": 30}
    second = Incident.objects.get(title="Attack 2")
    services.record_many(
        CasualtyEstimate, [{"incident": second, "kind": "killed", "best": 70}], by=team.author
    )
    assert is_true()["Attack 2"] == 70


def test_the_last_judgement_is_kept_and_an_upgrade_finds_all_of_it_again():
    team = Team("open")
    values = {
        "project": team.project,
        "statement": "Ärger ahead.",
        "confidence": "high",
        "kind": "causal",
        "horizon": "2030",
        "criteria": "Seen.",
        "outcome": "open",
    }
    assessment = services.create_record(Assessment, values, by=team.author).record
    for day in ("2024-05-01", "2024-06-01", "2024-04-01"):
        make.JudgementFactory(assessment=assessment, created_by=team.author, date=day)
    values = {"assessment": assessment, "likelihood": "likely"}
    last = services.create_record(Judgement, values, by=team.author).record
    is_true()
    services.withdraw_record(last, by=team.author)
    is_true()
    values = {
        "project": team.project,
        "name": "Group",
        "active": "1994-05/..",
        "country": "CI",
        "kind": "armed_group_branch",
    }
    services.create_record(Actor, values, by=team.author)
    incident = team.candidate(attack_types=["bombing", "hijacking"], country="CD")
    chosen = team.casualty(incident, low=1, high=2)
    team.casualty(incident, low=10, high=20)
    services.change_record(chosen, {"selected": True}, by=team.author)
    for number in range(2):
        team.casualty(team.candidate(title="Parts"), low=number, group="civilians")

    def stored():
        names = {
            "killed_figure",
            "main_attack_type",
            "last_judged",
            "folded",
            "likelihood_rank",
            "confidence_rank",
            "active_from",
            "country_name",
            "kind_name",
            "outcome_name",
        }
        return [
            {name: getattr(each, name) for name in names if hasattr(each, name)}
            for model in (Incident, Assessment, Actor)
            for each in model.objects.order_by("pk")
        ]

    before = stored()
    assert {"folded", "last_judged"} <= before[-2].keys()
    Incident.objects.update(killed_figure=None, main_attack_type=None, country_name=None)
    Actor.objects.update(active_from=None, country_name=None, kind_name=None)
    Assessment.objects.update(
        folded="",
        likelihood_rank=None,
        confidence_rank=None,
        last_judged=None,
        kind_name=None,
        outcome_name=None,
    )
    migration = importlib.import_module("incidents.migrations.0012_sorted_by_every_column")
    migration.fill_incidents(apps, None)
    migration.fill_assessments(apps, None)
    migration.fill_actors(apps, None)
    importlib.import_module("incidents.migrations.0013_actors_by_name_of_country").fill(apps, None)
    names = importlib.import_module("incidents.migrations.0016_sorted_by_names")
    names.named(apps, None)
    assert stored() == before
    names.by_slug(apps, None)
    assert set(Incident.objects.values_list("main_attack_type", flat=True)) == {"bombing", None}
    names.named(apps, None)
    assert stored() == before
