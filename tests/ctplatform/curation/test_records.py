"""The table of the one door: state x policy x act x role."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from ctplatform.curation import services
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.domain_errors import StaleVersion
from incidents.models import CasualtyEstimate, Incident
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.curation import Team, history

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

POLICIES = ("four_eyes", "open")
ROLES = ("reader", "annotator", "reviewer", "editor", "owner")


def test_create_makes_a_candidate_with_its_first_revision():
    team = Team()
    incident = team.candidate(title="Siege", date="2013-01")
    assert (incident.state, incident.version, incident.created_by) == (
        "candidate",
        1,
        team.author,
    )
    assert history(incident) == [
        (
            "create",
            team.author,
            {
                "title": {"from": None, "to": "Siege"},
                "record_kind": {"from": None, "to": "event"},
                "date": {"from": None, "to": "2013-01"},
                "date_words": {"from": None, "to": ""},
                "marking": {"from": None, "to": "clear"},
                "state": {"from": None, "to": "candidate"},
                "absences": {"from": None, "to": {}},
            },
        )
    ]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("role", ROLES)
def test_create_needs_an_annotator(policy, role):
    team = Team(policy)
    values = {"project": team.project, "title": "Siege"}
    if role == "reader":
        with pytest.raises(PermissionDenied):
            services.create_record(Incident, values, by=team.reader)
    else:
        assert services.create_record(Incident, values, by=getattr(team, role)).record.pk


def test_create_is_refused_to_strangers_and_needs_a_project():
    with pytest.raises(PermissionDenied):
        services.create_record(
            Incident, {"project": ProjectFactory(), "title": "x"}, by=UserFactory()
        )
    with pytest.raises(ValidationError) as error:
        services.create_record(Incident, {"title": "x"}, by=UserFactory())
    assert list(error.value.error_dict) == ["project"]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("author", True),
        ("reader", False),
        ("annotator", False),
        ("reviewer", False),
        ("editor", True),
        ("owner", True),
    ],
)
@pytest.mark.parametrize("act", ["change", "child", "withdraw"])
def test_a_candidate_is_edited_at_once_by_its_creator_or_an_editor(policy, role, allowed, act):
    team = Team(policy)
    incident, by = team.candidate(), getattr(team, role)
    before = Revision.objects.count()

    def edit():
        if act == "change":
            return services.change_record(incident, {"title": "Other"}, by=by)
        if act == "withdraw":
            return services.withdraw_record(incident, by=by)
        values = {"incident": incident, "kind": "killed", "low": 1}
        return services.create_record(CasualtyEstimate, values, by=by)

    if not allowed:
        with pytest.raises(PermissionDenied):
            edit()
        assert Revision.objects.count() == before
        return
    outcome = edit()
    assert outcome.proposal is None
    assert outcome.revision.by == by
    assert Revision.objects.count() == before + 1


@pytest.mark.parametrize("role", ["annotator", "reviewer", "editor", "owner"])
def test_a_published_record_under_four_eyes_makes_proposals(role):
    team = Team()
    incident, by = team.published(), getattr(team, role)
    child = team.proposal_child = CasualtyEstimate(incident=incident)
    changed = services.change_record(incident, {"title": "Other"}, by=by, reason="why")
    created = services.create_record(
        CasualtyEstimate, {"incident": incident, "kind": "killed", "low": 1}, by=by
    )
    withdrawn = services.withdraw_record(incident, by=by)
    assert [o.proposal.kind for o in (changed, created, withdrawn)] == [
        "change",
        "create",
        "withdraw",
    ]
    assert changed.proposal.diff == {"title": {"from": "Siege", "to": "Other"}}
    assert changed.proposal.reason == "why"
    assert created.proposal.root_id == incident.pk
    assert withdrawn.proposal.diff == {"state": {"from": "published", "to": "withdrawn"}}
    incident.refresh_from_db()
    assert (incident.title, incident.state, incident.version) == ("Siege", "published", 2)
    assert not CasualtyEstimate.objects.filter(pk=child.pk).exists()


@pytest.mark.parametrize("role", ["annotator", "reviewer", "editor", "owner"])
def test_a_published_record_of_an_open_project_is_changed_at_once(role):
    team = Team("open")
    incident, by = team.published(), getattr(team, role)
    outcome = services.change_record(incident, {"title": "Other"}, by=by)
    child = services.create_record(
        CasualtyEstimate, {"incident": incident, "kind": "killed", "low": 1}, by=by
    ).record
    gone = services.withdraw_record(child, by=by)
    last = services.withdraw_record(incident, by=by)
    assert not Proposal.objects.exists()
    assert [o.revision.by for o in (outcome, gone, last)] == [by] * 3
    incident.refresh_from_db()
    assert (incident.title, incident.state) == ("Other", "withdrawn")
    assert not CasualtyEstimate.objects.filter(pk=child.pk).exists()


@pytest.mark.parametrize("policy", POLICIES)
def test_a_published_record_is_not_for_readers(policy):
    team = Team(policy)
    incident = team.published()
    for act in (
        lambda: services.change_record(incident, {"title": "Other"}, by=team.reader),
        lambda: services.withdraw_record(incident, by=team.reader),
        lambda: team.casualty(incident, by=team.reader),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_change_bumps_the_version_once_and_derives_what_follows():
    incident = Team().candidate()
    changed = services.change_record(incident, {"date": "2013-01-16"}, by=incident.created_by)
    changed.record.refresh_from_db()
    assert changed.record.version == 2
    assert changed.record.date_earliest.isoformat() == "2013-01-16"
    assert changed.revision.diff == {"date": {"from": "2013-01", "to": "2013-01-16"}}


def test_a_change_of_nothing_writes_nothing():
    incident = Team().candidate()
    outcome = services.change_record(incident, {"title": "Siege"}, by=incident.created_by)
    assert (outcome.proposal, outcome.revision, outcome.record.version) == (None, None, 1)


def test_a_stale_version_is_refused():
    incident = Team().candidate()
    services.change_record(incident, {"title": "A"}, by=incident.created_by, expected_version=1)
    with pytest.raises(StaleVersion):
        services.change_record(incident, {"title": "B"}, by=incident.created_by, expected_version=1)
    with pytest.raises(StaleVersion):
        services.withdraw_record(incident, by=incident.created_by, expected_version=1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"title": {"a": 1}}, "title"),
        ({"title": 5}, "title"),
        ({"date": "2013-02-30"}, "date"),
        ({"date": 2013}, "date"),
        ({"lifecycle": "nonsense"}, "lifecycle"),
        ({"place": "not-a-uuid"}, "place"),
        ({"place": "0192b0c0-0000-7000-8000-000000000000"}, "place"),
        ({"attack_types": "bombing"}, "attack_types"),
        ({"state": "published"}, "state"),
        ({"version": 9}, "version"),
        ({"created_by": None}, "created_by"),
        ({"nonsense": 1}, "nonsense"),
        ({"absences": {"title": "unknown"}}, "absences"),
        ({"absences": {"date": "whatever"}}, "absences"),
        ({"absences": []}, "absences"),
        ({"absences": "unknown"}, "absences"),
    ],
)
def test_bad_values_are_refused_naming_the_field(values, field):
    incident = Team().candidate()
    with pytest.raises(ValidationError) as error:
        services.change_record(incident, values, by=incident.created_by)
    assert list(error.value.error_dict) == [field]


def test_a_collection_of_rows_may_be_said_to_be_unknown():
    incident = Team().candidate(absences={"responsibility": "unknown", "killed": "unknown"})
    assert incident.absences == {"responsibility": "unknown", "killed": "unknown"}


def test_a_value_lifts_the_absence_of_its_field():
    team = Team()
    incident = team.candidate(date=None, absences={"date": "unknown", "place": "unknown"})
    outcome = services.change_record(incident, {"date": "2013"}, by=team.author)
    assert outcome.record.absences == {"place": "unknown"}


def test_rows_of_another_project_cannot_be_referred_to():
    team, others = Team(), Team()
    foreign = services.create_record(
        CasualtyEstimate, {"incident": others.candidate(), "kind": "killed"}, by=others.author
    ).record
    with pytest.raises(ValidationError) as error:
        services.create_record(
            CasualtyEstimate, {"incident": foreign.incident, "kind": "killed"}, by=team.author
        )
    assert list(error.value.error_dict) == ["incident"]


# --- publishing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("reader", False),
        ("annotator", False),
        ("author", False),
        ("reviewer", True),
        ("editor", True),
        ("owner", True),
    ],
)
@pytest.mark.parametrize("policy", POLICIES)
def test_publish_needs_a_reviewer(policy, role, allowed):
    team = Team(policy)
    incident, by = team.candidate(), getattr(team, role)
    if not allowed:
        with pytest.raises(PermissionDenied):
            services.publish(incident, by=by)
        return
    published = services.publish(incident, by=by, reason="Read.").record
    published.refresh_from_db()
    assert (published.state, published.published_by, published.publish_policy) == (
        "published",
        by,
        policy,
    )
    assert history(published)[-1] == (
        "publish",
        by,
        {"state": {"from": "candidate", "to": "published"}},
    )


def test_publish_is_refused_to_the_maker_under_four_eyes():
    team = Team()
    incident = team.candidate(by=team.owner)
    with pytest.raises(PermissionDenied):
        services.publish(incident, by=team.owner)


def test_publish_is_refused_to_whoever_wrote_a_revision_of_it():
    team = Team()
    incident = team.candidate()
    services.change_record(incident, {"title": "Other"}, by=team.editor)
    with pytest.raises(PermissionDenied):
        services.publish(incident, by=team.editor)
    assert services.publish(incident, by=team.reviewer).record.state == "published"


def test_publish_is_refused_to_whoever_wrote_a_child_row_even_one_that_is_gone():
    team = Team()
    incident = team.candidate()
    child = team.casualty(incident, by=team.editor)
    services.withdraw_record(child, by=team.author)
    with pytest.raises(PermissionDenied):
        services.publish(incident, by=team.editor)


def test_publish_is_refused_to_a_superuser_who_made_it():
    team = Team()
    root = UserFactory(is_superuser=True)
    incident = team.candidate(by=root)
    with pytest.raises(PermissionDenied):
        services.publish(incident, by=root)


def test_publish_lets_a_lone_owner_of_an_open_project():
    team = Team("open")
    incident = services.publish(team.candidate(by=team.owner), by=team.owner).record
    assert (incident.state, incident.publish_policy) == ("published", "open")


def test_publish_happens_once_and_not_to_child_rows():
    team = Team()
    incident = team.published()
    with pytest.raises(WrongState):
        services.publish(incident, by=team.reviewer)
    with pytest.raises(ValidationError):
        services.publish(team.casualty(team.candidate()), by=team.reviewer)


def test_the_database_refuses_a_publisher_who_is_the_maker():
    team = Team()
    incident = team.published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(published_by=incident.created_by)


# --- children, withdrawal, shared rows ------------------------------------------------------------


def test_a_withdrawn_record_takes_no_more_changes():
    team = Team()
    incident = team.candidate()
    services.withdraw_record(incident, by=team.author)
    for act in (
        lambda: services.change_record(incident, {"title": "Other"}, by=team.author),
        lambda: services.withdraw_record(incident, by=team.author),
        lambda: services.publish(incident, by=team.reviewer),
        lambda: services.propose(incident, {"title": "Other"}, by=team.author),
        lambda: team.casualty(incident),
    ):
        with pytest.raises(WrongState):
            act()


def test_a_parents_history_shows_its_child_rows():
    team = Team()
    incident = team.candidate()
    child = team.casualty(incident)
    services.change_record(child, {"high": 40}, by=team.author)
    services.withdraw_record(child, by=team.author)
    kinds = [(kind, sorted(changes)) for kind, _, changes in history(incident)][1:]
    assert kinds == [
        ("create", ["group", "high", "kind", "low", "selected", "stated"]),
        ("change", ["high"]),
        ("withdraw", ["group", "high", "kind", "low", "selected", "stated"]),
    ]


def test_a_shared_record_is_read_only():
    incident = Incident.objects.create(title="Shared", project=None)
    with pytest.raises(PermissionDenied):
        services.change_record(incident, {"title": "x"}, by=UserFactory(is_superuser=True))


def test_a_former_member_may_no_longer_edit_their_candidate():
    team = Team()
    incident = team.candidate()
    team.project.memberships.filter(user=team.author).delete()
    with pytest.raises(PermissionDenied):
        services.change_record(incident, {"title": "x"}, by=team.author)
    stranger = member(ProjectFactory(), "owner")
    with pytest.raises(PermissionDenied):
        services.change_record(incident, {"title": "x"}, by=stranger)


@pytest.mark.parametrize("reason", ["x" * 4001, "a\x00b"])
def test_a_reason_that_cannot_be_kept_is_refused(reason):
    team = Team("open")
    incident = team.candidate()
    proposal = team.proposal(incident)
    for act in (
        lambda: services.change_record(incident, {"title": "B"}, by=team.author, reason=reason),
        lambda: services.withdraw_record(incident, by=team.author, reason=reason),
        lambda: services.publish(incident, by=team.reviewer, reason=reason),
        lambda: services.propose(incident, {"title": "B"}, by=team.author, reason=reason),
        lambda: services.accept(proposal, by=team.reviewer, reason=reason),
        lambda: services.reject(proposal, by=team.reviewer, reason=reason),
    ):
        with pytest.raises(ValidationError):
            act()
