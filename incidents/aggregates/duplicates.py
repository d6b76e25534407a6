"""Find pairs of records that may be the same, and keep the rows of what was found.

A record is marked as compared before it is read, in the transaction that compares it: an edit at
that moment waits for it, or is found by the next one.
"""

from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ctplatform.curation.models import family
from ctplatform.folding import fold
from ctplatform.jobs.models import Job
from ctplatform.jobs.services import request_job
from incidents import duplicates
from incidents.models import (
    Actor,
    ActorAlias,
    CasualtyEstimate,
    DuplicateSuggestion,
    Incident,
    Participation,
    Place,
)
from incidents.models.incidents import WITHIN_A_YEAR

CHUNK = 2000  # incidents read at a time
AT_ONCE = 20  # records a transaction of the worker's compares
MANY = 500  # waiting records of a project from which on all of it is gone through
SCAN = "find_duplicates"
BROAD = ("continent", "region", "country")
PERPETRATORS = ("perpetrator", "co_perpetrator")
MONTH = timedelta(days=31)


def in_force(model, project):
    """The records of a project that can be the same as another."""
    return model.objects.filter(project=project, merged_into=None).exclude(state="withdrawn")


def scan(project, report) -> int:
    """Compare all records of a project; return how many pairs may be the same."""
    found = 0
    for step, model in enumerate((Incident, Actor)):
        model.objects.filter(project=project, compared=False).update(compared=True)
        pairs = _all_pairs(model, project)
        report(step + 1, 3)
        keep(model, project, pairs)
        found += len(pairs)
    report(3, 3)
    return found


def drain() -> int:
    """Compare what edits have changed, a few records a transaction; return how many."""
    done, large = 0, set()
    for model in (Incident, Actor):
        waiting = model.objects.filter(compared=False, project__isnull=False).order_by()
        for project in waiting.values_list("project", flat=True).distinct():
            if waiting.filter(project=project)[MANY : MANY + 1].exists():
                large.add(str(project))
            else:
                done += compare_some(model, project)
    if large:
        _ask_for_scan(sorted(large))
    return done


@transaction.atomic
def compare_some(model, project) -> int:
    """Compare the records of a project that have waited longest with all others."""
    rows = model.objects.filter(project=project, compared=False).order_by("id")
    ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    model.objects.filter(pk__in=ids).update(compared=True)
    if ids:
        pairs = _incident_pairs(project, ids) if model is Incident else _actor_pairs(project, ids)
        keep(model, project, pairs, about=ids)
    return len(ids)


def keep(model, project, pairs: dict, about=None) -> None:
    """Write pairs, {(lower id, higher id): (score, parts)}; what no longer seems so goes.

    What a person dismissed stays as it is. `about`: only pairs with one of these are judged.
    """
    first, second = (f"{side}_{model._meta.model_name}" for side in ("first", "second"))
    rows = DuplicateSuggestion.objects.filter(project=project, **{f"{first}__isnull": False})
    if about is not None:
        rows = rows.filter(Q(**{f"{first}__in": about}) | Q(**{f"{second}__in": about}))
    gone, moved, known = [], [], set()
    for row in rows:
        pair = (getattr(row, f"{first}_id"), getattr(row, f"{second}_id"))
        known.add(pair)
        if pair in pairs:
            if (row.score, row.parts) != pairs[pair]:
                row.score, row.parts = pairs[pair]
                moved.append(row)
        elif row.state == DuplicateSuggestion.State.OPEN:
            gone.append(row.pk)
    DuplicateSuggestion.objects.filter(pk__in=gone, state="open").delete()
    DuplicateSuggestion.objects.bulk_update(moved, ["score", "parts"], batch_size=500)
    DuplicateSuggestion.objects.bulk_create(
        (
            DuplicateSuggestion(
                project_id=project, score=score, parts=parts,
                **{f"{first}_id": one, f"{second}_id": other},
            )
            for (one, other), (score, parts) in pairs.items()
            if (one, other) not in known
        ),
        batch_size=500,
        ignore_conflicts=True,
    )  # fmt: skip


def entries(rows):
    """Yield incidents as they are compared, by their first days, read a chunk at a time."""
    columns = ("pk", "date_earliest", "date_latest", "place", "attack_types", "country")
    rows = rows.filter(date_earliest__isnull=False, date_latest__isnull=False)
    rows = rows.order_by("date_earliest", "pk")
    places = _Places()
    for chunk in batched(rows.values_list(*columns).iterator(chunk_size=CHUNK), CHUNK):
        ids = [row[0] for row in chunk]
        places.learn({row[3] for row in chunk} - {None})
        who, killed = _perpetrators(ids), _killed(ids)
        for pk, first, last, place, types, country in chunk:
            where = places.told(place) if place else {}
            yield duplicates.Entry(
                id=pk, first=first.toordinal(), last=last.toordinal(), **where, country=country,
                perpetrators=frozenset(who.get(pk, ())),
                attack_types=tuple(types or ()), killed=killed.get(pk),
            )  # fmt: skip


def batched(rows, size):
    """Lists of up to `size` rows (itertools has this from Python 3.12)."""
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


class _Places:
    """The places of incidents and all that hold them, as far as they were asked for."""

    def __init__(self):
        self.rows, self.chains = {}, {}

    def learn(self, wanted):
        wanted = wanted - self.rows.keys()
        while wanted:
            rows = Place.objects.filter(pk__in=wanted)
            found = rows.values_list("pk", Coalesce("merged_into", "parent"), "lat", "lon", "kind")
            self.rows |= {row[0]: row[1:] for row in found}
            wanted = {row[1] for row in found} - self.rows.keys() - {None}

    def told(self, pk) -> dict:
        """What an Entry says of its place."""
        return {
            "above": self.above(pk), "position": self.position(pk), "is_broad": self.is_broad(pk),
        }  # fmt: skip

    def above(self, pk) -> tuple:
        """A place and all that hold it, the narrowest first."""
        if pk not in self.chains:
            upper = self.rows[pk][0]
            self.chains[pk] = (pk, *(() if upper is None else self.above(upper)))
        return self.chains[pk]

    def position(self, pk):
        _, lat, lon, _ = self.rows[pk]
        return None if lat is None else (lat, lon)

    def is_broad(self, pk) -> bool:
        return self.rows[pk][3] in BROAD


def _done_by(actors):
    """The ids of incidents of which one of these actors is a perpetrator."""
    parts = Participation.objects.filter(role__in=PERPETRATORS)
    return parts.filter(actor__in=family(Actor, list(actors))).values("incident")


def _perpetrators(ids) -> dict:
    parts = Participation.objects.filter(role__in=PERPETRATORS)
    actor, found = Coalesce("actor__merged_into", "actor"), defaultdict(set)
    for incident, each in parts.filter(incident__in=ids).values_list("incident", actor):
        found[incident].add(each)
    return found


def _killed(ids) -> dict:
    """{incident: (low, high)}: of all killed, as wide as its estimates taken together."""
    rows = CasualtyEstimate.objects.filter(kind="killed", group="", incident__in=ids).order_by()
    found = {}
    for pk, low, best, high in rows.values_list("incident", "low", "best", "high"):
        low, high = (best if low is None else low) or 0, best if high is None else high
        if pk in found:
            low = min(low, found[pk][0])
            high = None if None in (high, found[pk][1]) else max(high, found[pk][1])
        found[pk] = (low, high)
    return found


def _all_pairs(model, project) -> dict:
    if model is Incident:
        return _ordered(duplicates.suggestions(entries(in_force(Incident, project))))
    return _of_actors(duplicates.alike(names(project)), project)


def _incident_pairs(project, ids) -> dict:
    """The pairs of a few incidents: each is held against those of about its days."""
    rows, found = in_force(Incident, project), []
    for entry in entries(rows.filter(pk__in=ids)):
        around = _around(rows.exclude(pk=entry.id), entry)
        near = (other for other in around if duplicates.near(entry, other))
        scored = ((entry, other, *duplicates.score(entry, other)) for other in near)
        found += (each for each in scored if each[2] >= duplicates.SUGGEST)
    return _ordered(found)


def _around(rows, entry):
    """Entries of incidents whose days may lie near: three conditions, an index for each."""
    if not entry.is_comparable:
        return []
    apart = timedelta(days=duplicates.DAYS_APART)
    first, last = (date.fromordinal(day) for day in (entry.first, entry.last))
    first, last = first - apart, last + apart
    if not entry.above:
        rows = rows.filter(pk__in=_done_by(entry.perpetrators))
    elif not entry.is_comparable_without_place:
        rows = rows.filter(place__isnull=False)
    begun = Q(date_earliest__lt=first, date_latest__gte=first)
    ids = set()
    for condition in (
        Q(date_earliest__range=(first - MONTH, last), date_latest__gte=first),
        begun & Q(date_precision__in=WITHIN_A_YEAR, date_latest__lte=first + 12 * MONTH),
    ):
        ids |= set(rows.filter(condition).order_by().values_list("pk", flat=True))
    return [each for each in entries(rows.filter(pk__in=ids)) if each.is_comparable]


def _actor_pairs(project, ids) -> dict:
    known = names(project)
    return _of_actors(duplicates.alike(known, only={*ids} & known.keys()), project)


def names(project) -> dict:
    """{actor: its folded names}, without those that are known to mean others as well."""
    found = defaultdict(set)
    rows = in_force(Actor, project)
    aliases = ActorAlias.objects.filter(actor__in=rows, ambiguous=False).values_list(
        "actor", "text"
    )
    for pk, name in (*rows.values_list("pk", "name"), *aliases):
        if folded := fold(name):
            found[pk].add(folded)
    return found


def _ordered(found) -> dict:
    pairs = ((one.id, other.id, score, parts) for one, other, score, parts in found)
    return {
        (min(one, other), max(one, other)): (score, parts) for one, other, score, parts in pairs
    }


def _of_actors(found, project) -> dict:
    """Without names that are merely alike in two countries: the governments of Niger, Nigeria."""
    lands = dict(in_force(Actor, project).exclude(country=None).values_list("pk", "country"))
    return {
        (one, other): (score, parts)
        for one, other, score, parts in found
        if score == 1 or lands.get(one, lands.get(other)) == lands.get(other, lands.get(one))
    }


def _ask_for_scan(projects) -> None:
    """Ask for a comparison of all records of these projects, unless one waits already."""
    if Job.objects.filter(kind=SCAN, state__in=Job.UNFINISHED).exists():
        return
    with suppress(IntegrityError), transaction.atomic():  # another worker was faster
        request_job(SCAN, by=None, project=None, title=_("Compare records"), projects=projects)
