"""A change of a child row is a change of its record, for everybody who sees the row."""

import pytest
from django.test import Client

from ctplatform.curation import registry, services
from ctplatform.curation.services import accept, propose
from ctplatform.curation.services.bulk.records import record_many
from ctplatform.curation.writing.access import root_of
from incidents import models
from tests.factories import incidents as register
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.world import World
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
V1 = "/api/v1"
CHANGES = {
    "actor_alias": {"text": "Another name"},
    "actor_kind": {"note": "seen again"},
    "actor_size": {"note": "seen again"},
    "actor_relation": {"note": "seen again"},
    "participation": {"note": "seen again"},
    "incident_place": {"note": "seen again"},
    "casualty": {"stated": "about ten"},
    "responsibility": {"note": "seen again"},
    "incident_link": {"note": "seen again"},
    "allegation_subject": {"note": "seen again"},
    "claimant": {"note": "seen again"},
    "verdict": {"scope_note": "seen again"},
    "hypothesis": {"text": "Another explanation"},
    "ach-item": {"text": "Another argument"},
    "assessment-scope": None,
    "checkfigure": {"note": "seen again"},
}
"""A change of each kind of child row; None where a row is added and removed, but has no words."""


def state_of(record):
    """(version, updated) as they are stored."""
    return type(record)._base_manager.values_list("version", "updated").get(pk=record.pk)


def test_every_change_of_a_row_moves_its_record():
    world, still = World(), []
    rows = {registry.kind_of(row).key: row for row in world.rows.values() if is_child(row)}
    assert set(rows) == set(CHANGES)

    for key, row in rows.items():
        row = type(row)._base_manager.get(pk=row.pk)
        root = root_of(row)
        by = world.people["owner"]
        before = state_of(root)
        if CHANGES[key]:
            services.change_record(row, CHANGES[key], by=by)
            changed = state_of(root)
            still += [(key, "changed")] if changed[0] == before[0] else []
            still += [(key, "updated")] if changed[1] <= before[1] else []
            before = changed
            row.refresh_from_db()
        if key != "claimant":  # an allegation keeps its one claimant
            services.withdraw_record(row, by=by)
            still += [(key, "removed")] if state_of(root)[0] <= before[0] else []

    assert still == []


def is_child(row):
    if not registry.is_curated(type(row)):
        return False
    kind = registry.kind_of(row)
    return kind.parent is not None and not kind.personal


def test_a_figure_that_changed_is_found_by_updated_since_and_by_the_etag(api, project):
    made = api.post(f"{V1}/incidents/", {"project": "sahel", "title": "Attack"}, format="json")
    address = f"{V1}/incidents/{made.json()['id']}/"
    values = {"incident": made.json()["id"], "kind": "killed", "best": 9}
    estimate = api.post(f"{V1}/casualties/", values, format="json")
    before = api.get(address)

    api.patch(
        f"{V1}/casualties/{estimate.json()['id']}/",
        {"best": 19},
        format="json",
        HTTP_IF_MATCH=estimate["ETag"],
    )

    after = api.get(address)
    assert after["ETag"] != before["ETag"]
    assert after.json()["version"] == before.json()["version"] + 1
    assert after.json()["updated"] > before.json()["updated"]
    since = {"updated_since": after.json()["updated"]}
    found = api.get(f"{V1}/incidents/", since).json()["results"]
    assert [row["id"] for row in found] == [made.json()["id"]]
    late = api.patch(address, {"title": "B"}, format="json", HTTP_IF_MATCH=before["ETag"])
    assert late.status_code == 412


def test_a_row_that_names_a_hidden_record_moves_nothing_that_outsiders_see():
    project = ProjectFactory(visibility="public")
    owner, own = member(project, "owner"), {"project": project}
    incident = register.IncidentFactory(published=True, **own)
    type(incident).objects.filter(pk=incident.pk).update(publish_policy="open")
    project.review_policy = "open"
    project.save()
    hidden = register.ActorFactory(marking="red", created_by=owner, published=True, **own)
    shown = register.ActorFactory(created_by=owner, published=True, **own)
    outsider = client_of(UserFactory())
    address = f"{V1}/incidents/{incident.pk}/"
    before = outsider.get(address)

    values = {"incident": incident, "actor": hidden, "role": "target"}
    row = services.create_record(models.Participation, values, by=owner).record
    services.change_record(row, {"note": "who it was"}, by=owner)
    again = outsider.get(address)
    assert (again.content, again["ETag"]) == (before.content, before["ETag"])

    row = models.Participation.objects.get(pk=row.pk)
    services.change_record(row, {"actor": shown}, by=owner)
    assert outsider.get(address)["ETag"] != before["ETag"]


@pytest.mark.parametrize(
    ("visibility", "marking", "moves"),
    [
        ("public", "clear", True),
        ("public", "green", False),
        ("public", "amber", False),
        ("internal", "green", True),
        ("internal", "amber", False),
        ("private", "amber", True),
        ("private", "amber+strict", False),
        ("private", "red", False),
    ],
)
def test_a_record_moves_where_all_its_readers_see_the_row(visibility, marking, moves):
    project = ProjectFactory(visibility=visibility)
    owner = member(project, "owner")
    incident = register.IncidentFactory(project=project, created_by=owner)
    actor = register.ActorFactory(project=project, created_by=owner, marking=marking)
    before = state_of(incident)

    values = {"incident": incident, "actor": actor, "role": "target"}
    services.create_record(models.Participation, values, by=owner)

    assert (state_of(incident) != before) is moves


def test_a_judgement_of_ones_own_moves_no_assessment():
    world = World()
    row = models.Judgement.objects.get(pk=world.rows["judgements"].pk)
    before = state_of(row.assessment)
    services.change_record(row, {"note": "for myself"}, by=world.editor)
    assert state_of(row.assessment) == before


def test_an_accepted_proposal_of_a_row_moves_the_record(project, author, reviewer):
    estimate = register.CasualtyEstimateFactory(
        incident=register.IncidentFactory(project=project, published=True), best=9
    )
    before = state_of(estimate.incident)
    proposal = propose(estimate, {"best": 19, "high": None}, by=author)
    assert state_of(estimate.incident) == before

    accept(proposal, by=reviewer, expected_version=proposal.version)

    assert state_of(estimate.incident)[0] == before[0] + 1


def test_rows_that_are_added_in_bulk_move_each_record_once(project, author):
    incidents = register.IncidentFactory.create_batch(2, project=project, created_by=author)
    before = [state_of(each) for each in incidents]
    rows = [
        {"incident": each, "kind": "killed", "best": number, "group": group}
        for each in incidents
        for number, group in ((1, "civilians"), (2, ""))
    ]
    record_many(models.CasualtyEstimate, rows, by=author)
    assert [state_of(each)[0] for each in incidents] == [version + 1 for version, _ in before]


def test_a_form_that_was_open_while_somebody_added_a_row_is_saved(project, author):
    incident = register.IncidentFactory(project=project, created_by=author, title="Attack")
    opened = incident.version
    values = {"incident": incident, "kind": "killed", "best": 9}
    services.create_record(models.CasualtyEstimate, values, by=author)
    page = Client()
    page.force_login(author)

    posted = {"title": "Attack on a market", "version": opened, "record_kind": "event"}
    answer = page.post(f"/incidents/{incident.pk}/edit/", posted)

    assert answer.status_code == 302, answer.content.decode()
    incident.refresh_from_db()
    assert incident.title == "Attack on a market"


def test_a_candidate_whose_rows_changed_is_not_published_unread(project, author, reviewer):
    incident = register.IncidentFactory(project=project, created_by=author)
    values = {"incident": incident, "kind": "killed", "best": 9}
    services.create_record(models.CasualtyEstimate, values, by=author)
    address = f"{V1}/incidents/{incident.pk}/publish/"
    answer = client_of(reviewer).post(address, {"version": incident.version}, format="json")
    assert answer.status_code == 412
