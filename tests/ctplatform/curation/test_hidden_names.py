"""What is recorded about a hidden record is not read in proposals, histories or the review."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.utils import timezone

from ctplatform.curation import services
from ctplatform.curation.models import Proposal, Revision
from incidents import models
from tests.factories import incidents as register
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
SECRET = "SECRETNOTE"
NAMES = ("participation", "relation", "responsibility", "incident link", "matrix item")


class Case:
    """A public project with a published record and a row of it that names a RED one."""

    def __init__(self, name):
        self.project = ProjectFactory(visibility="public")
        self.owner = member(self.project, "owner")
        self.own = {"project": self.project, "created_by": self.owner}
        self.actor = register.ActorFactory(marking="red", name="HIDDENACTOR", **self.own)
        self.other = register.IncidentFactory(marking="red", title="HIDDENINCIDENT", **self.own)
        self.root, values, self.field = self.given(name)
        values |= {self.field: SECRET}
        why = {"by": self.owner, "reason": SECRET}
        self.row = services.create_record(values.pop("model"), values, **why).record
        type(self.root).objects.filter(pk=self.root.pk).update(
            state="published", publish_policy="open", published_at=timezone.now()
        )
        self.root.refresh_from_db()
        self.row.refresh_from_db()
        self.proposal = services.propose(self.row, {self.field: f"{SECRET}2"}, **why)
        services.comment_on(self.proposal, f"{SECRET} of HIDDENACTOR", by=self.owner)

    def given(self, name):
        incident = register.IncidentFactory(**self.own)
        actor = register.ActorFactory(**self.own)
        assessment = register.AssessmentFactory(**self.own)
        match name:
            case "participation":
                values = {"model": models.Participation, "actor": self.actor, "role": "target"}
                return incident, values | {"incident": incident}, "note"
            case "relation":
                values = {"model": models.ActorRelation, "object": self.actor, "subject": actor}
                return actor, values | {"kind": "affiliate_of"}, "note"
            case "responsibility":
                values = {"model": models.ResponsibilityStatement, "speaker": self.actor}
                return incident, values | {"incident": incident, "kind": "claims"}, "note"
            case "incident link":
                values = {"model": models.IncidentLink, "to": self.other, "kind": "followed_by"}
                return incident, values | {"incident": incident}, "note"
            case "matrix item":
                values = {"model": models.AchItem, "incident": self.other}
                return assessment, values | {"assessment": assessment}, "text"

    @property
    def addresses(self):
        kind, pk, slug = self.proposal.root_type, self.root.pk, self.project.slug
        return [
            f"/api/v1/proposals/?project={slug}",
            f"/api/v1/proposals/{self.proposal.pk}/",
            f"/api/v1/proposals/{self.proposal.pk}/comments/",
            f"/api/v1/proposals/?target_id={self.row.pk}",
            f"/api/v1/revisions/?project={slug}",
            f"/api/v1/revisions/?target_id={self.row.pk}",
            f"/api/v1/{kind}s/{pk}/history/",
            f"/review/?project={slug}",
            f"/review/{self.proposal.pk}/",
            f"/history/{kind}/{pk}/",
            f"/{kind}s/{pk}/",
        ]

    @property
    def hidden(self):
        return [str(self.actor.pk), str(self.other.pk), SECRET, "HIDDEN"]


def read(user, addresses):
    client = Client()
    if user:
        client.force_login(user, backend=BACKEND)
    return {path: client.get(path).content.decode() for path in addresses}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["anonymous", "reviewer"])
def test_a_row_about_a_hidden_record_is_in_no_proposal_or_history(name, who):
    case = Case(name)
    person = None if who == "anonymous" else member(case.project, who)
    mine = read(case.owner, case.addresses)
    assert [path for path, text in mine.items() if SECRET not in text] in ([], [*mine][-1:])
    theirs = read(person, case.addresses)
    found = [(path, word) for path, text in theirs.items() for word in case.hidden if word in text]
    assert found == []


def test_history_of_a_public_row_is_read_by_all_until_its_actor_is_hidden():
    case = Case("participation")
    models.Actor.objects.filter(pk=case.actor.pk).update(marking="clear")
    assert all(SECRET in text for text in read(None, case.addresses[:-1]).values())
    models.Actor.objects.filter(pk=case.actor.pk).update(marking="red")
    assert not any(SECRET in text for text in read(None, case.addresses).values())


def test_change_of_a_holder_to_a_hidden_actor_is_read_by_those_who_see_the_actor():
    case = Case("participation")
    assessment = register.AssessmentFactory(**case.own)
    services.change_record(assessment, {"holder": case.actor}, by=case.owner, reason=SECRET)
    assessment.refresh_from_db()
    services.change_record(assessment, {"holder": None}, by=case.owner, reason=SECRET)
    address = f"/api/v1/assessments/{assessment.pk}/history/"
    assert read(case.owner, [address])[address].count(SECRET) == 2
    assert not [word for word in case.hidden if word in read(None, [address])[address]]


def test_merge_with_a_hidden_incident_is_not_told_to_outsiders():
    case = Case("participation")
    kept = register.IncidentFactory(**case.own)
    services.merge(case.other, kept, by=case.owner, reason=SECRET)
    address = f"/api/v1/incidents/{kept.pk}/history/"
    assert SECRET in read(case.owner, [address])[address]
    assert not [word for word in case.hidden if word in read(None, [address])[address]]


def test_waiting_proposal_is_hidden_once_its_row_names_what_is_hidden():
    """A conflict shows the live row beside the proposal."""
    case = Case("participation")
    models.Actor.objects.filter(pk=case.actor.pk).update(marking="clear")
    hidden = register.ActorFactory(marking="red", name="HIDDEN2", **case.own)
    case.project.review_policy = "open"
    case.project.save()
    row = models.Participation.objects.get(pk=case.row.pk)
    services.change_record(row, {"actor": hidden, "note": "HIDDENNOTE"}, by=case.owner)
    assert str(hidden.pk) in Proposal.objects.get(pk=case.proposal.pk).names["actor"]
    theirs = read(None, case.addresses)
    assert not [path for path, text in theirs.items() if "HIDDEN2" in text or "HIDDENNOTE" in text]
    assert str(hidden.pk) not in "".join(theirs.values())


@pytest.mark.parametrize("name", NAMES)
def test_migration_notes_the_names_of_what_was_recorded_before(name):
    case = Case(name)
    rows = list(Revision.objects.order_by("pk").values_list("pk", "names"))
    waiting = list(Proposal.objects.values_list("pk", "names"))
    assert any(names for _pk, names in rows)
    migration = importlib.import_module("ctplatform.curation.migrations.0009_names_of_records")
    Proposal.objects.update(names=None)
    with connection.cursor() as cursor:
        on_table = "" if connection.vendor == "sqlite" else " ON curation_revision"
        cursor.execute(f"DROP TRIGGER history_is_append_only{on_table}")
        Revision.objects.update(names=None)
        is_sqlite = connection.vendor == "sqlite"
        body = migration.REFUSAL if is_sqlite else f"FOR EACH ROW {migration.FUNCTION}"
        cursor.execute(
            f"CREATE TRIGGER history_is_append_only BEFORE UPDATE ON curation_revision {body}"
        )
        migration.fill(apps, SimpleNamespace(connection=connection, execute=cursor.execute))
    assert list(Revision.objects.order_by("pk").values_list("pk", "names")) == rows
    assert list(Proposal.objects.values_list("pk", "names")) == waiting
    assert not [w for t in read(None, case.addresses).values() for w in case.hidden if w in t]


def test_admin_shows_changes_as_far_as_the_reader_may_see_them():
    """A site's staff without the rights of an administrator see what their projects show them."""
    case = Case("participation")
    staff = UserFactory(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    place = register.PlaceFactory(lat=12.3456, lon=45.6789, published=True, project=case.project)
    waiting = services.propose(place, {"lat": 33.4567, "lon": 44.5678}, by=case.owner)
    address = f"/admin/curation/proposal/{waiting.pk}/change/"
    text = read(staff, [address])[address]
    assert "33.4567" not in text
    assert str(waiting.pk) in text
    root = UserFactory(is_staff=True, is_superuser=True)
    assert "33.4567" in read(root, [address])[address]
    hidden = f"/admin/curation/proposal/{case.proposal.pk}/change/"
    assert SECRET not in read(staff, [hidden])[hidden]
