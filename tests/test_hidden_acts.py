"""What members do with records that one may not see changes no byte of what one may read.

As tests/test_hidden_values.py, but each change goes through the API, with all that follows from it:
versions, notifications, proposals, marks for recounts, pairs of likely duplicates.
"""

import pytest

from annotations.models import Annotation, PassageLink
from ctplatform.accounts.models import Project
from incidents.models import Actor, Allegation, Assessment, Incident, Participation
from incidents.models import Warning as Warned
from incidents.series.queries.points import rebuild_series, recount_dirty_days
from tests.ctplatform.rest.client import Api
from tests.factories import incidents as register
from tests.factories.accounts import UserFactory
from tests.factories.world import World
from tests.test_hidden_values import SECRET, changed_by, difference, hide_more, paths_of, read_all
from tests.test_visibility import Person

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


class Hidden:
    """An owner who works on the hidden records of a world, over the API."""

    def __init__(self, world):
        self.world, self.api = world, Api(world.people["owner"])
        own = {"project": world.project, "created_by": world.people["owner"], "marking": "red"}
        self.actor = Actor.objects.get(name=SECRET)
        self.incident = Incident.objects.get(title=SECRET, date="2024-03-22")
        self.assessment = Assessment.objects.get(statement=SECRET)
        self.passage = Annotation.objects.get(quote=SECRET)
        self.shown, self.known = world.rows["incidents"], world.rows["actors"]
        self.second = register.IncidentFactory(title=f"{SECRET} 2", country="ML", **own)
        self.other = register.ActorFactory(name=f"{SECRET} 2", **own)

    def add(self, noun, **values):
        """A new row; its address."""
        given = {
            name: str(value.pk) if hasattr(value, "pk") else value for name, value in values.items()
        }
        return f"{V1}/{noun}/{self.api.post(f'{noun}/', given).json()['id']}/"

    def change(self, address, **values):
        self.api.patch(address, values, if_match=self.api.get(address)["ETag"])

    def remove(self, address):
        self.api.delete(address, if_match=self.api.get(address)["ETag"])

    def act(self, address, act, status=200, **values):
        etag = self.api.get(address)["ETag"]
        return self.api.post(f"{address}{act}/", values, status, if_match=etag)

    def edited_records(self):
        self.change(
            f"{V1}/incidents/{self.incident.pk}/",
            title="Renamed",
            date="2024-04-02",
            country="ML",
            attack_types=["bombing"],
        )
        self.change(f"{V1}/actors/{self.actor.pk}/", name="Renamed", country="ML")
        self.change(f"{V1}/assessments/{self.assessment.pk}/", statement="Renamed")
        for model, noun, name in (
            (Warned, "warnings", "title"),
            (Allegation, "allegations", "proposition"),
        ):
            for row in model.objects.filter(**{name: SECRET}):
                self.change(f"{V1}/{noun}/{row.pk}/", note="seen again")

    def estimates_of_a_hidden_incident(self):
        row = self.add("casualties", incident=self.incident, kind="killed", best=90)
        self.change(row, best=91, selected=True, selection_method="judged")
        self.remove(row)
        self.add("casualties", incident=self.second, kind="killed", best=12)

    def rows_that_name_a_hidden_record(self):
        rows = self.world.rows
        made = [
            self.add("participations", incident=self.shown, actor=self.other, role="target"),
            self.add(
                "responsibility",
                incident=self.shown,
                speaker=self.known,
                about=self.actor,
                kind="accuses",
            ),
            self.add("incident-links", **{"from": self.shown}, to=self.second, kind="followed_by"),
            self.add("actor-relations", subject=self.known, object=self.other, kind="allied_with"),
            self.add("assessment-scopes", assessment=rows["assessments"], actor=self.other),
            self.add("allegation-subjects", allegation=rows["allegations"], actor=self.other),
            self.add("ach-items", assessment=rows["assessments"], incident=self.second),
            self.add("actor-aliases", actor=self.actor, text="Also known"),
        ]
        for row in made[:4]:
            self.change(row, note="who it was")
        for row in made[::2]:
            self.remove(row)
        part = Participation.objects.get(actor=self.actor)
        self.change(f"{V1}/participations/{part.pk}/", note="who it was", count=4)
        part = Participation.objects.get(incident=self.incident)
        self.remove(f"{V1}/participations/{part.pk}/")

    def links_and_comments_on_hidden_passages(self):
        values = {"target_type": "incident", "stated_value": SECRET}
        link = self.add(
            "links",
            annotation=self.passage,
            target_id=str(self.shown.pk),
            field="country",
            **values,
        )
        self.change(link, role="contradicts", credibility="6")
        self.remove(link)
        self.add(
            "links",
            annotation=self.world.rows["annotations"],
            target_id=str(self.second.pk),
            **values,
        )
        others = PassageLink.objects.filter(annotation=self.passage, deleted=None)
        self.change(f"{V1}/links/{others.first().pk}/", stated_value="something else")
        self.change(f"{V1}/annotations/{self.passage.pk}/", note="Read again")
        names = " ".join(f"@{each.username}" for each in self.world.people.values())
        for kind, row in (
            ("annotation", self.passage),
            ("incident", self.incident),
            ("actor", self.actor),
        ):
            said = self.add("comments", on_type=kind, on_id=row, text=f"{SECRET} {names}")
            self.change(said, text=f"{SECRET} once more {names}")
        self.remove(f"{V1}/annotations/{self.passage.pk}/")

    def judgements_and_matrix_of_a_hidden_assessment(self):
        self.add("judgements", assessment=self.assessment, probability=0.4)
        self.add("hypotheses", assessment=self.assessment, text=SECRET)

    def proposals_about_hidden_records(self):
        for kind, row, values in (
            ("incident", self.incident, {"title": "Proposed"}),
            ("actor", self.actor, {"name": "Proposed"}),
        ):
            body = {"target_type": kind, "target_id": str(row.pk), "diff": values}
            made = self.api.post("proposals/", body).json()["id"]
            self.api.post(f"proposals/{made}/comments/", {"text": f"{SECRET}?"})
        row = Participation.objects.get(actor=self.actor)
        body = {"target_type": "participation", "target_id": str(row.pk), "diff": {"note": SECRET}}
        self.api.post("proposals/", body)
        body = {
            "target_type": "participation",
            "kind": "create",
            "reason": SECRET,
            "diff": {"incident": str(self.shown.pk), "actor": str(self.other.pk), "role": "target"},
        }
        self.api.post("proposals/", body)

    def published_withdrawn_and_reverted(self):
        own = {"project": self.world.slug, "marking": "red"}
        for address in (
            self.add("incidents", title=SECRET, **own),
            self.add("actors", name=SECRET, **own),
        ):
            self.act(address, "publish")
            self.change(address, country="NE")
            history = self.api.get(f"{address}history/").json()["results"]
            self.api.post(f"revisions/{history[0]['id']}/revert/", {"reason": SECRET}, 200)
            self.remove(address)

    def merged_records(self):
        for noun, row, into in (
            ("incidents", self.second, self.incident),
            ("actors", self.other, self.actor),
        ):
            address = f"{V1}/{noun}/{row.pk}/"
            self.api.post(f"{address}merge/", {"into": str(into.pk), "reason": SECRET}, 200)
        self.api.post(f"{V1}/incidents/{self.second.pk}/unmerge/", {"reason": SECRET}, 200)

    def another_marking(self):
        for noun, row in (("incidents", self.incident), ("actors", self.actor)):
            self.change(f"{V1}/{noun}/{row.pk}/", marking="amber+strict")
        text = self.passage.article_version.article
        self.change(f"{V1}/articles/{text.pk}/", marking="amber", title="Renamed")

    def new_hidden_records(self):
        own = {"project": self.world.slug, "marking": "red"}
        self.add("incidents", title=self.shown.title, date="2024-03-22", country="ML", **own)
        self.add("actors", name=self.known.name, **own)
        self.add("assessments", statement=SECRET, date="2024-01-01", **own)


ACTS = [name for name in vars(Hidden) if "_" in name.strip("_")]


def acts_for(who):
    """The acts after which this person still may not see what was acted on."""
    return [name for name in ACTS if who == "an outsider" or name != "another_marking"]


@pytest.fixture
def hidden():
    world = World(visibility="public")
    Project.objects.filter(pk=world.project.pk).update(review_policy="open")
    hide_more(world)
    hidden = Hidden(world)
    recount_dirty_days()
    rebuild_series(world.rows["series"], lambda _done, _total: None)
    return hidden


@pytest.mark.parametrize("who", ["an outsider", "a member without clearance"])
def test_no_act_on_what_is_hidden_changes_a_byte_of_what_one_may_read(hidden, who):
    user = UserFactory() if who == "an outsider" else hidden.world.people["annotator"]
    person, paths, told = Person(user), paths_of(hidden.world), {}
    before = read_all(person, paths)

    def do(*names):
        for name in names:
            getattr(hidden, name)()
        recount_dirty_days()

    found = changed_by(lambda: do(*acts_for(who)), person, before)
    differ = {path: before[path] for path in found}
    for name in acts_for(who) if found else ():
        answers = changed_by(lambda name=name: do(name), person, differ)
        told[name] = {path: difference(*each) for path, each in answers.items()}
    assert {path: difference(*answers) for path, answers in found.items()} == {}, told
