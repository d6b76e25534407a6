"""Merge, unmerge, split: at once and through review, refused where wrong, and reversible."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctplatform.curation import services
from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.rows import snapshot
from ctplatform.domain_errors import StaleVersion
from incidents.models import Actor, CasualtyEstimate, Incident
from tests.factories.accounts import MembershipFactory
from tests.factories.curation import Team
from tests.factories.incidents import CountryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def register(project):
    """Everything of a project that a merge could touch, but for versions and times."""
    rows = {row.pk: snapshot(row) for row in Incident.objects.filter(project=project)}
    parts = CasualtyEstimate.objects.filter(incident__project=project)
    return rows, {part.pk: (part.incident_id, snapshot(part)) for part in parts}


def approve(proposal, team):
    """Accept a proposal, twice where it needs two approvals."""
    for by in (team.reviewer, team.second)[-proposal.approvals_needed :]:
        proposal = services.accept(proposal, by=by)
    return proposal


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def test_candidates_merge_at_once_and_nothing_is_moved():
    team = Team()
    kept, gone = team.candidate(title="Siege"), team.candidate(title="Siege, again", summary="Long")
    part = team.casualty(gone)
    outcome = services.merge(gone, kept, by=team.editor, choices=["summary"], reason="The same.")
    assert outcome.proposal is None
    assert fresh(kept).summary == "Long"
    assert fresh(kept).title == "Siege"
    assert fresh(gone).merged_into_id == kept.pk
    assert fresh(gone).state == "candidate"
    assert fresh(part).incident_id == gone.pk
    assert fresh(kept).family_ids() == [kept.pk, gone.pk]
    steps = Revision.objects.filter(kind="merge").order_by("id")
    assert {(step.target_id, step.version) for step in steps} == {(gone.pk, 3), (kept.pk, 2)}
    assert outcome.revision.payload == {"merges": str(gone.pk)}


def test_why_a_value_is_absent_is_taken_over_with_it():
    team = Team()
    kept = team.candidate(summary="Long")
    gone = team.candidate(absences={"summary": "unknown", "country": "unknown"})
    services.merge(gone, kept, by=team.editor, choices=["summary"])
    assert fresh(kept).summary is None
    assert fresh(kept).absences == {"summary": "unknown"}


def test_published_records_merge_through_review():
    team = Team()
    kept, gone = team.published(), team.published(title="Siege, again")
    outcome = services.merge(gone, kept, by=team.editor, choices=["title"], reason="The same.")
    proposal = outcome.proposal
    assert proposal.kind == "merge"
    assert proposal.diff == {"title": {"from": "Siege", "to": "Siege, again"}}
    assert fresh(gone).merged_into_id is None
    with pytest.raises(PermissionDenied):
        services.accept(proposal, by=team.editor)
    assert proposal.approvals_needed == 2
    services.accept(proposal, by=team.reviewer)
    assert fresh(gone).merged_into_id is None
    services.accept(proposal, by=team.second)
    assert fresh(gone).merged_into_id == kept.pk
    assert fresh(kept).title == "Siege, again"
    steps = Revision.objects.filter(proposal=proposal)
    assert {step.by for step in steps} == {team.editor}
    assert steps.count() == 2


def test_the_database_refuses_a_merge_that_its_author_reviewed():
    team = Team()
    kept, gone = team.published(), team.published()
    proposal = services.merge(gone, kept, by=team.editor).proposal
    rule = "proposal_is_reviewed_by_a_second_person"
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(reviewer=team.editor)


def test_the_database_refuses_a_record_that_stands_for_itself():
    incident = Team().candidate()
    with (
        pytest.raises(IntegrityError, match="incident_is_not_merged_into_itself"),
        transaction.atomic(),
    ):
        Incident.objects.filter(pk=incident.pk).update(merged_into=incident.pk)


def test_a_merge_conflicts_in_the_fields_that_it_changes():
    team = Team()
    kept, gone = team.published(), team.published(title="Siege, again")
    proposal = services.merge(gone, kept, by=team.editor, choices=["title"]).proposal
    services.accept(team.proposal(kept, title="Moved"), by=team.second)
    with pytest.raises(FieldConflict) as refusal:
        services.accept(proposal, by=team.second)
    assert set(refusal.value.fields) == {"title"}
    assert fresh(gone).merged_into_id is None


def test_an_accepted_merge_finds_the_other_gone():
    team = Team()
    kept, other, gone = team.published(), team.published(), team.published()
    first = services.merge(gone, kept, by=team.editor).proposal
    second = services.merge(gone, other, by=team.editor).proposal
    approve(first, team)
    with pytest.raises(WrongState):
        approve(second, team)


def refused(team, record, into, error, **options):
    before = register(team.project), Revision.objects.count()
    with pytest.raises(error), transaction.atomic():
        services.merge(record, into, by=options.pop("by", team.editor), **options)
    assert (register(team.project), Revision.objects.count()) == before


@pytest.mark.parametrize("role", ["reader", "annotator", "reviewer"])
def test_only_editors_merge(role):
    team = Team()
    refused(team, team.candidate(), team.candidate(), PermissionDenied, by=getattr(team, role))


def test_what_cannot_be_merged():
    team = Team("open")
    one, two, third = (team.candidate(by=team.editor) for _ in range(3))
    actor = services.create_record(
        Actor, {"project": team.project, "name": "A"}, by=team.editor
    ).record
    context = team.candidate(record_kind="context")
    withdrawn = team.candidate(by=team.editor)
    services.withdraw_record(withdrawn, by=team.editor)
    foreign = Team("open")
    MembershipFactory(project=foreign.project, role="editor", user=team.editor)
    refused(team, one, one, ValidationError)
    refused(team, one, actor, ValidationError)
    refused(team, one, context, ValidationError)
    refused(team, one, foreign.candidate(), ValidationError)
    refused(team, one, withdrawn, WrongState)
    refused(team, withdrawn, one, WrongState)
    refused(team, one, two, ValidationError, choices=["state"])
    refused(team, one, two, ValidationError, choices=["shape"])
    refused(team, one, two, StaleVersion, expected_version=9)
    services.merge(one, two, by=team.editor)
    refused(team, one, third, WrongState)  # it is merged already
    refused(team, two, one, WrongState)  # a cycle
    refused(team, third, one, WrongState)  # a chain


def test_a_published_record_does_not_vanish_in_a_candidate():
    team = Team()
    refused(team, team.published(), team.candidate(), WrongState)


def test_shared_records_are_nobodys_to_merge():
    team = Team()
    with pytest.raises(PermissionDenied):
        services.merge(CountryFactory(), CountryFactory(iso_alpha2="PK"), by=team.editor)


def test_a_merged_record_is_closed():
    team = Team()
    kept, gone = team.candidate(), team.candidate()
    waiting = services.propose(gone, {"title": "New"}, by=team.author)
    leaving = services.propose_withdrawal(gone, by=team.author)
    part = team.casualty(gone)
    services.merge(gone, kept, by=team.editor)
    for verb in (
        lambda: services.change_record(gone, {"title": "New"}, by=team.editor),
        lambda: services.change_record(part, {"low": 1}, by=team.editor),
        lambda: services.withdraw_record(gone, by=team.editor),
        lambda: services.withdraw_record(part, by=team.editor),
        lambda: team.casualty(gone, by=team.editor),
        lambda: services.publish(gone, by=team.second),
        lambda: services.propose(gone, {"title": "New"}, by=team.author),
        lambda: services.accept(waiting, by=team.second),
        lambda: services.accept(leaving, by=team.second),
        lambda: services.split(gone, {}, by=team.editor),
    ):
        with pytest.raises(WrongState), transaction.atomic():
            verb()


def test_what_was_merged_before_moves_along_and_back():
    team = Team()
    last, middle, first = (team.candidate() for _ in range(3))
    services.merge(first, middle, by=team.editor)
    services.merge(middle, last, by=team.editor)
    assert {fresh(first).merged_into_id, fresh(middle).merged_into_id} == {last.pk}
    services.unmerge(middle, by=team.editor)
    assert fresh(first).merged_into_id == middle.pk
    assert fresh(middle).merged_into_id is None


def test_one_that_moved_along_can_leave_first():
    team = Team()
    last, middle, first = (team.candidate() for _ in range(3))
    services.merge(first, middle, by=team.editor)
    services.merge(middle, last, by=team.editor)
    services.unmerge(first, by=team.editor)
    services.unmerge(middle, by=team.editor)
    assert fresh(first).merged_into_id is None


def test_undoing_a_merge_keeps_or_gives_back_the_values():
    team = Team()
    kept, gone = team.candidate(), team.candidate(title="Again")
    services.merge(gone, kept, by=team.editor, choices=["title"])
    services.unmerge(gone, by=team.editor)
    assert fresh(kept).title == "Again"
    services.merge(gone, kept, by=team.editor, choices=["summary"])
    services.unmerge(gone, by=team.editor, restore=True)
    assert fresh(kept).title == "Again"
    with pytest.raises(WrongState):
        services.unmerge(gone, by=team.editor)


def test_values_that_moved_on_are_not_given_back():
    team = Team()
    kept, gone = team.candidate(), team.candidate(title="Again")
    services.merge(gone, kept, by=team.editor, choices=["title"])
    services.change_record(kept, {"title": "Third"}, by=team.editor)
    with pytest.raises(FieldConflict), transaction.atomic():
        services.unmerge(gone, by=team.editor, restore=True)
    assert fresh(gone).merged_into_id == kept.pk


def test_a_merge_of_published_records_is_undone_through_review():
    team = Team()
    kept, gone = team.published(), team.published(title="Again")
    before = register(team.project)
    approve(services.merge(gone, kept, by=team.editor, choices=["title"]).proposal, team)
    merge = Revision.objects.get(kind="merge", target_id=kept.pk)
    outcome = services.revert(merge, by=team.editor, reason="They are two.")
    assert outcome.proposal.kind == "unmerge"
    assert fresh(gone).merged_into_id == kept.pk
    services.accept(outcome.proposal, by=team.second)
    assert register(team.project) == before


def test_reverting_the_end_of_a_merge_says_what_to_do():
    team = Team()
    kept, gone = team.candidate(), team.candidate()
    services.merge(gone, kept, by=team.editor)
    services.unmerge(gone, by=team.editor)
    for step in Revision.objects.filter(kind="unmerge"):
        with pytest.raises(ValidationError, match="merge the two records again"):
            services.revert(step, by=team.editor, reason="No.")


FIELDS = st.lists(st.sampled_from(["title", "summary", "date", "country"]), unique=True)


@given(
    steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), FIELDS), min_size=1, max_size=6),
    policy=st.sampled_from(["open", "four_eyes"]),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undone_in_reverse_order_merges_leave_the_register_as_it_was(steps, policy):
    with transaction.atomic():
        team = Team(policy)
        titles = [None, {"summary": "unknown"}, {"country": "not_applicable"}, None]
        records = [
            team.candidate(
                title=f"No {n}",
                summary=None if absent else f"S {n}",
                country=None if n == 2 else "AF",
                date=f"201{n}",
                absences=absent or {},
            )
            for n, absent in enumerate(titles)
        ]
        for record in records:
            team.casualty(record, low=1, high=2)
        states, done = [register(team.project)], []
        for gone, kept, fields in steps:
            try:
                with transaction.atomic():
                    services.merge(records[gone], records[kept], by=team.editor, choices=fields)
            except (ValidationError, WrongState):
                assert register(team.project) == states[-1]
                continue
            done.append(records[gone])
            states.append(register(team.project))
            merged = {row.pk: row.merged_into_id for row in map(fresh, records)}
            assert all(merged.get(into) is None for into in merged.values())
        while done:
            assert register(team.project) == states.pop()
            services.unmerge(done.pop(), by=team.editor, restore=True)
        assert register(team.project) == states.pop()
        transaction.set_rollback(True)


def test_a_split_moves_what_it_names_and_comes_back():
    team = Team()
    whole = team.candidate(summary="Two attacks")
    stays, goes = team.casualty(whole, low=1), team.casualty(whole, low=2, group="guards")
    before = register(team.project)
    outcome = services.split(
        whole, {"title": "The second"}, move=[goes.pk], by=team.editor, reason="Two."
    )
    second = outcome.record
    assert (second.title, second.summary, second.state) == (
        "The second",
        "Two attacks",
        "candidate",
    )
    assert fresh(goes).incident_id == second.pk
    assert fresh(stays).incident_id == whole.pk
    step = Revision.objects.get(kind="split", target_id=whole.pk)
    services.revert(step, by=team.editor, reason="One after all.")
    rows, parts = register(team.project)
    assert rows.pop(second.pk)["merged_into"] == str(whole.pk)
    assert (rows, parts) == before
    with pytest.raises(WrongState):
        services.revert(step, by=team.editor, reason="Again.")


def test_a_published_record_is_split_through_review():
    team = Team()
    whole = team.candidate()
    goes = team.casualty(whole)
    services.publish(whole, by=team.second)
    proposal = services.split(whole, {"title": "Other"}, move=[goes.pk], by=team.editor).proposal
    assert Incident.objects.count() == 1
    services.accept(proposal, by=team.second)
    assert fresh(goes).incident.title == "Other"
    assert fresh(goes).incident.state == "candidate"
    assert fresh(goes).incident.created_by == team.editor


def test_what_a_split_names_must_hang_on_the_record():
    team = Team()
    whole, other = team.candidate(), team.candidate()
    part = team.casualty(other)
    for name in (part.pk, "nothing"):
        with pytest.raises(ValidationError), transaction.atomic():
            services.split(whole, {}, move=[name], by=team.editor)
    with pytest.raises(PermissionDenied), transaction.atomic():
        services.split(whole, {}, by=team.author)
    assert Incident.objects.count() == 2
