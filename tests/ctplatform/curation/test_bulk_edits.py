"""Edits that are applied together do what single ones do, in a fixed number of queries."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.links.models.links import PassageLink
from annotations.links.services.compared_values import compare_marked_links
from ctplatform.curation import services
from ctplatform.curation.models import Proposal
from ctplatform.curation.services.bulk import edits as bulk_edits
from ctplatform.curation.services.bulk.edit_types import Change, Creation
from ctplatform.curation.services.bulk.edits import apply_edits
from ctplatform.domain_errors import StaleVersion
from incidents.models import CasualtyEstimate, Incident, Participation
from tests.ctplatform.curation.bulk_edit_data import Reader, World, apply_singly, random_edits
from tests.factories import annotations as texts
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("seed", range(6))
def test_edits_together_are_the_same_as_one_by_one(seed):
    policy = "open" if seed % 3 == 2 else "four_eyes"
    one_by_one, together = World(policy), World(policy)
    pick = random.Random(seed)
    for number in range(4):
        shapes = random_edits(pick)
        single = apply_singly(
            [shape(one_by_one) for shape in shapes],
            by=one_by_one.team.author,
            reason=f"Round {number}",
        )
        found = apply_edits(
            [shape(together) for shape in shapes], by=together.team.author, reason=f"Round {number}"
        )
        expected, read = Reader(one_by_one), Reader(together)
        assert read.results(found) == expected.results(single)
        expected, read = expected.everything(), read.everything()
        for name in expected:
            assert read[name] == expected[name], name
        assert expected["chained"]


def test_the_worlds_of_the_comparison_meet_every_outcome():
    """Else the comparison would prove little."""
    met, pick = set(), random.Random(0)
    world = World("four_eyes")
    for _round in range(12):
        edits = [shape(world) for shape in random_edits(pick)]
        found = apply_edits(edits, by=world.team.author, reason="Because.")
        met |= {result[0] for result in Reader(world).results(found)}
        met |= {"proposal" for each in found if getattr(each, "proposal", None)}
    assert met >= {"create", "change", "withdraw", "proposal", None, "ValidationError"}
    assert met >= {"PermissionDenied"}


def prepared(team, count):
    """Incidents, each with an estimate and a participant."""
    actor = ActorFactory(project=team.project)
    found = []
    for number in range(count):
        incident = team.candidate(title=f"Attack {number}")
        team.casualty(incident, low=1, high=2)
        values = {"incident": incident, "actor": actor, "role": "target"}
        services.create_record(Participation, values, by=team.author)
        found.append(incident)
    return found


def edits_of(team, incidents, word):
    actor = ActorFactory(project=team.project)
    for incident in incidents:
        yield Change(incident, {"title": f"{word} {incident.title}", "date": "2024-03"})
        yield Change(incident.casualties.get(), {"low": 5, "high": 9})
        yield Change(incident.participations.get(role="target"), {"actor": actor})
        values = {"incident": incident, "actor": actor, "role": "perpetrator"}
        yield Creation(Participation, values)


@pytest.mark.parametrize("state", ["candidate", "published"])
def test_the_number_of_queries_does_not_grow_with_the_rows(state):
    team, asked = Team(), []
    for count in (2, 12):
        incidents = prepared(team, count)
        if state == "published":
            incidents = [team.publish(each) for each in incidents]
        edits = list(edits_of(team, incidents, "Big"))
        with CaptureQueriesContext(connection) as queries:
            found = apply_edits(edits, by=team.author)
        assert all(each.revision or each.proposal for each in found)
        assert any(each.proposal for each in found) == (state == "published")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_refused_edit_does_not_stop_the_others():
    team = Team()
    first, second = prepared(team, 2)
    found = apply_edits(
        [Change(first, {"date": "?"}), Change(second, {"title": "B"})], by=team.author
    )
    assert "date" in found[0].message_dict
    assert found[1].revision is not None
    assert Incident.objects.get(pk=second.pk).title == "B"


def test_two_rows_that_contradict_each_other_are_written_one_after_the_other():
    """A constraint over several records, which neither row breaks when both are checked."""
    team = Team()
    first, second = (ActorFactory(project=team.project, created_by=team.author) for _ in range(2))
    edits = [Change(each, {"wikidata": "Q42418"}) for each in (first, second)]
    found = apply_edits(edits, by=team.author)
    assert found[0].revision.version == 2
    assert "Wikidata" in str(found[1])


def test_a_row_that_was_changed_without_its_lock_is_refused(monkeypatch):
    """As if the version moved between the lock and the write, which a lock prevents."""
    team = Team()
    first, second = prepared(team, 2)
    edit_rows = bulk_edits.edit_rows

    def moved(*args, **options):
        Incident.objects.filter(pk=first.pk).update(version=7)
        return edit_rows(*args, **options)

    monkeypatch.setattr(bulk_edits, "edit_rows", moved)
    edits = [Change(first, {"title": "A"}), Change(second, {"title": "B"})]
    results = apply_edits(edits, by=team.author)
    assert isinstance(results[0], StaleVersion)
    assert results[1].revision is not None


def test_stated_values_are_compared_soon_after():
    team = Team()
    incidents = prepared(team, 2)
    passage = texts.annotation(texts.article(team.project, team.author))
    for each in incidents:
        texts.link(passage, each, team.author, field="killed", stated_value={"low": 5})
    rows = [CasualtyEstimate.objects.get(incident=each) for each in incidents]
    services.change_record(rows[0], {"low": 5, "high": 5, "best": 5}, by=team.author)
    apply_edits(
        [
            Change(rows[1], {"low": 5, "high": 5, "best": 5}),
            Change(incidents[0], {"summary": "Two."}),
        ],
        by=team.author,
    )
    assert PassageLink.objects.filter(states_another_value=None).count() == 2
    compare_marked_links()
    assert len(set(PassageLink.objects.values_list("states_another_value", flat=True))) == 1


def test_proposals_filed_together_need_the_same_approvals():
    team = Team()
    incidents = [team.publish(each) for each in prepared(team, 2)]
    rows = [CasualtyEstimate.objects.get(incident=each) for each in incidents]
    single = services.change_record(rows[0], {"low": 400, "high": 500}, by=team.author).proposal
    (other,) = apply_edits([Change(rows[1], {"low": 400, "high": 500})], by=team.author)
    names = ("approvals_needed", "grave_because", "policy", "base_version", "kind", "state")
    assert all(getattr(single, name) == getattr(other.proposal, name) for name in names)
    assert Proposal.objects.get(pk=other.proposal.pk).names == other.proposal.names
