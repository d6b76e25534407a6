"""Two equal projects, random edits of them, and all that an edit leaves behind, without ids."""

import json
import random
import re
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError

from ctplatform.changes.models import Change as FeedEntry
from ctplatform.curation import services
from ctplatform.curation.errors import words_of
from ctplatform.curation.history_chain.links import pending_of
from ctplatform.curation.models import HistoryPending, Proposal, Revision
from ctplatform.curation.registry import kind_named
from ctplatform.curation.rows import snapshot
from ctplatform.curation.services.bulk.edit_types import Change, Creation, Removal, Restoration
from ctplatform.domain_errors import DomainError
from incidents.models import CasualtyEstimate, Incident, IncidentPlace, Participation
from incidents.recounts.models import DirtyBucket
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory, PlaceFactory, WarningFactory

CHILDREN = (Participation, CasualtyEstimate, IncidentPlace)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
VALUES = (
    {"title": "Raid"},
    {"title": ""},
    {"summary": "Two men fired."},
    {"date": "2024-02"},
    {"date": "2024-05-01", "date_words": "May Day"},
    {"date": "yesterday"},
    {"country": "ML"},
    {"attack_types": ["assassination"]},
    {"marking": "green"},
    {"lat": 12.5, "lon": 3.25},
    {"lat": 12.5, "lon": None},
    {"record_kind": "context"},
    {"number": 3},
    {"embargo_until": "2100-01-01T00:00:00+00:00"},
    {"state": "withdrawn"},
)
FIGURES = (
    {"low": 1, "best": 2, "high": 3},
    {"low": 4, "best": 2},
    {"low": 3, "high": 900, "stated": "many"},
    {"selected": True, "selection_method": "judged"},
    {"qualifier": "contradictory", "low": None, "best": None, "high": None},
)


class World:
    """A project with incidents in several states, and what they may refer to."""

    def __init__(self, policy):
        self.team = team = Team(policy)
        type(team.project).objects.filter(pk=team.project.pk).update(title="World")
        team.project.title = "World"
        self.outsider = ActorFactory(name="Outsider")
        self.actors = [ActorFactory(project=team.project, name=f"Group {n}") for n in range(3)]
        self.places = [PlaceFactory(project=team.project, name=f"Town {n}") for n in range(3)]
        self.incidents = [self._incident(number) for number in range(6)]
        WarningFactory(project=team.project, incident=self.incidents[2], published=True)
        offered = self.incidents[5]
        services.create_record(
            CasualtyEstimate, {"incident": offered, "kind": "killed", "low": 500}, by=team.author
        )
        services.publish(offered, by=team.second)  # waits for a second approval

    def _incident(self, number):
        team = self.team
        by = team.editor if number == 4 else team.author
        incident = team.candidate(by, title=f"Attack {number}", place=self.places[0])
        for actor, role in zip(self.actors[:2], ("perpetrator", "target"), strict=True):
            values = {"incident": incident, "actor": actor, "role": role}
            services.create_record(Participation, values, by=by)
        team.casualty(incident, by, low=number, high=number + 2, selected=True)
        team.casualty(incident, by, kind="injured", low=number, high=None)
        values = {"incident": incident, "place": self.places[1], "role": "also"}
        services.create_record(IncidentPlace, values, by=by)
        return team.publish(incident) if number in (1, 2) else incident

    def rows(self, incident):
        """The child rows of an incident, in the order in which they were made."""
        found = [row for model in CHILDREN for row in model.objects.filter(incident=incident)]
        return sorted(found, key=attrgetter("pk"))

    def removals(self):
        rows = Revision.objects.filter(project=self.team.project, kind="withdraw")
        return list(rows.exclude(target_type="incident").order_by("root_id", "id"))


def random_edits(pick: random.Random):
    """Edits as functions of a world, so that each world gets the same ones."""
    return [_edit(pick) for _ in range(pick.randint(1, 14))]


def _edit(pick):
    numbers = [pick.randrange(each) for each in (6, 6, 4, 3)]
    role = pick.choice(("perpetrator", "target", "bystander"))
    chosen = Chosen(*numbers, pick.choice(VALUES), pick.choice(FIGURES), role)
    return partial(pick.choice(SHAPES), chosen)


class Chosen(NamedTuple):
    """What was drawn for one edit: numbers of rows of a world, and values."""

    number: int
    slot: int
    actor: int
    place: int
    values: dict
    figures: dict
    role: str


def of_incident(chosen, world):
    return Change(world.incidents[chosen.number], chosen.values)


def of_place(chosen, world):
    return Change(world.incidents[chosen.number], {"place": world.places[chosen.place]})


def of_row(chosen, world):
    row = _row(chosen, world)
    if isinstance(row, CasualtyEstimate):
        return Change(row, chosen.figures)
    if isinstance(row, Participation):
        return Change(row, {"actor": _actor(chosen, world), "role": chosen.role})
    if isinstance(row, IncidentPlace):
        return Change(row, {"note": f"note {chosen.slot}"})
    return of_incident(chosen, world)


def new_row(chosen, world):
    values = {"actor": _actor(chosen, world), "role": chosen.role}
    return Creation(Participation, {"incident": world.incidents[chosen.number], **values})


def new_estimate(chosen, world):
    values = {"kind": "killed", **chosen.figures}
    return Creation(CasualtyEstimate, {"incident": world.incidents[chosen.number], **values})


def removal(chosen, world):
    row = _row(chosen, world)
    return Removal(row) if row else of_incident(chosen, world)


def restoration(chosen, world):
    found = world.removals()
    return Restoration(found[chosen.slot % len(found)]) if found else of_row(chosen, world)


SHAPES = (of_incident, of_place, of_row, of_row, new_row, new_estimate, removal, restoration)


def _row(chosen, world):
    rows = world.rows(world.incidents[chosen.number])
    return rows[chosen.slot % len(rows)] if rows else None


def _actor(chosen, world):
    return [*world.actors, world.outsider][chosen.actor]


def apply_singly(edits, **act):
    """The same through the services of single rows."""
    return [_outcome(each, **act) for each in edits]


def _outcome(edit, *, by, reason):
    act = {"by": by, "reason": reason}
    try:
        if isinstance(edit, Removal):
            return services.withdraw_record(edit.row, **act)
        if isinstance(edit, Change):
            return services.change_record(edit.row, edit.values, **act)
        if isinstance(edit, Creation):
            return services.create_record(edit.model, edit.values, **act)
        return services.revert(edit.revision, **act)
    except (ValidationError, PermissionDenied, DomainError) as error:
        return error


class Reader:
    """Reads all that edits have left behind in a world, with labels for ids."""

    def __init__(self, world):
        self.world, self.project, self.labels = world, world.team.project, {}
        for name in ("incidents", "actors", "places"):
            for number, row in enumerate(getattr(world, name)):
                self.labels[str(row.pk)] = f"{name} {number}"
        self.revisions = list(Revision.objects.filter(project=self.project).order_by("id"))
        by_root = sorted(self.revisions, key=lambda each: self.label(each.root_id))
        for each in by_root:
            self.labels.setdefault(str(each.target_id), f"row {len(self.labels)}")
        self.proposals = list(Proposal.objects.filter(project=self.project).order_by("id"))
        by_root = sorted(self.proposals, key=lambda each: self.label(each.root_id))
        for each in by_root:
            self.labels.setdefault(str(each.target_id), f"row {len(self.labels)}")

    def label(self, pk):
        return self.labels.get(str(pk), str(pk))

    def plain(self, value):
        text = json.dumps(value, sort_keys=True, default=str)
        return ID.sub(lambda found: self.labels.get(found[0], "?"), text)

    def results(self, outcomes):
        found = []
        for each in outcomes:
            if isinstance(each, Exception):
                found.append((type(each).__name__, self.plain(words_of(each))))
            else:
                found.append((each.revision and each.revision.kind, bool(each.proposal)))
        return found

    def everything(self):
        return {
            "records": self._records(),
            "revisions": sorted(
                (self.label(each.root_id), number, self._about(each), each.version)
                for number, each in self._numbered(self.revisions)
            ),
            "proposals": sorted(
                (self.label(each.root_id), number, self._about(each), *self._proposal(each))
                for number, each in self._numbered(self.proposals)
            ),
            "days": sorted(
                (str(each.start), str(each.end), each.due.year)
                for each in DirtyBucket.objects.filter(project=self.project)
            ),
            "feed": self._feed(),
            "chained": self._chained(),
        }

    def _numbered(self, rows):
        """(number among those of its record, row)."""
        found = {}
        for each in rows:
            found.setdefault(each.root_id, []).append(each)
        return [pair for some in found.values() for pair in enumerate(some)]

    def _about(self, each):
        names = ("kind", "target_type", "diff", "payload", "names", "reason")
        return self.plain([getattr(each, name) for name in names] + [str(each.target_id)])

    def _proposal(self, each):
        return (
            each.state,
            each.base_version,
            each.approvals_needed,
            each.grave_because,
            each.version,
        )

    def _records(self):
        found = {}
        for incident in Incident.objects.filter(project=self.project):
            for row in (incident, *self.world.rows(incident)):
                columns = {
                    field.attname: getattr(row, field.attname)
                    for field in row._meta.concrete_fields
                    if field.name not in ("project", "created", "updated", "published_at")
                    and field.related_model is not type(self.world.team.author)
                }
                found[self.label(row.pk)] = self.plain(columns), self.plain(snapshot(row))
        return found

    def _feed(self):
        found = {}
        for each in FeedEntry.objects.filter(project=self.project).order_by("id"):
            if each.kind in ("incident", *(self._key(model) for model in CHILDREN)):
                label = self.label(each.record_id)
                found.setdefault(label, []).append((each.action, each.version))
        return found

    def _key(self, model):
        return next(
            key
            for key in ("participation", "casualty", "incident_place")
            if kind_named(key).model is model
        )

    def _chained(self):
        """Whether every revision is noted for the chain with the digest of what is stored."""
        noted = HistoryPending.objects.filter(project_id=self.project.pk, subject="revision")
        stored = {str(each.pk): pending_of(each) for each in self.revisions}
        digests = {each.subject_id: (each.digest, each.mac) for each in noted}
        return digests == {pk: (each.digest, each.mac) for pk, each in stored.items()}
