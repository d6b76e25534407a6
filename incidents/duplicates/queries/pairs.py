"""Find pairs of records that may be the same, and store them.

A record is marked as compared before it is read, in the transaction that compares it: a
simultaneous edit waits for it, or is found by the next run.
"""

from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ctplatform.curation.models import with_merged_ids
from ctplatform.database.batches import in_batches
from ctplatform.jobs.models import Job
from ctplatform.jobs.services import request_job
from ctplatform.search.folding import fold
from incidents.actors.models.actors import Actor
from incidents.actors.models.rows import ActorAlias
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.duplicates import scoring
from incidents.duplicates.models.duplicates import DuplicateSuggestion
from incidents.duplicates.queries.compared_places import ComparedPlaces, further_places
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import WITHIN_A_YEAR, Incident
from incidents.events.models.participations import Participation

CHUNK = 2000  # incidents read at a time
AT_ONCE = 20  # records that the worker compares in one transaction
MANY = 500  # with more waiting records, the whole project is compared
SCAN = "find_duplicates"
PERPETRATORS = ("perpetrator", "co_perpetrator")
MONTH = timedelta(days=31)


def in_force(model, project):
    """The records of a project that are neither merged nor withdrawn."""
    return model.objects.filter(project=project, merged_into=None).exclude(state="withdrawn")


def compare_project(project, report) -> int:
    """Compare all records of a project; return the number of pairs that may be the same."""
    found = 0
    for step, model in enumerate((Incident, Actor)):
        model.objects.filter(project=project, compared=False).update(compared=True)
        pairs = _all_pairs(model, project)
        report(step + 1, 3)
        store_pairs(model, project, pairs)
        found += len(pairs)
    report(3, 3)
    return found


def compare_changed_records() -> int:
    """Compare the records that edits changed, a few in each transaction; return how many."""
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
    """Compare up to AT_ONCE waiting records of a project with all others; return how many."""
    rows = model.objects.filter(project=project, compared=False).order_by("id")
    ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    model.objects.filter(pk__in=ids).update(compared=True)
    if ids:
        pairs = _incident_pairs(project, ids) if model is Incident else _actor_pairs(project, ids)
        store_pairs(model, project, pairs, about=ids)
    return len(ids)


def store_pairs(model, project, pairs: dict, about=None) -> None:
    """Store pairs, {(lower id, higher id): (score, parts)}; delete other open pairs.

    Dismissed pairs stay dismissed. With `about`, only pairs with one of these records are touched.
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
                project_id=project,
                score=score,
                parts=parts,
                **{f"{first}_id": one, f"{second}_id": other},
            )
            for (one, other), (score, parts) in pairs.items()
            if (one, other) not in known
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


def comparable_incidents(rows):
    """Yield incidents as ComparedIncident objects, by their first days, read a chunk at a time."""
    columns = (
        "pk",
        "date_earliest",
        "date_latest",
        "place",
        "attack_types",
        "country",
        "lat",
        "lon",
    )
    rows = rows.filter(date_earliest__isnull=False, date_latest__isnull=False)
    rows = rows.order_by("date_earliest", "pk")
    places = ComparedPlaces()
    for chunk in in_batches(rows.values_list(*columns).iterator(chunk_size=CHUNK), CHUNK):
        ids = [row[0] for row in chunk]
        further = further_places(ids)
        places.learn({row[3] for row in chunk}.union(*further.values()) - {None})
        who, killed = _perpetrator_ids(ids), _fatality_ranges(ids)
        for pk, first, last, place, types, country, lat, lon in chunk:
            others = [each for each in further.get(pk, ()) if each != place]
            if place is None and others:
                place = others.pop(0)
            where = places.where_of(place) if place else {}
            if lat is not None:  # the incident's own position overrides that of its place
                where["position"] = (lat, lon)
            yield scoring.ComparedIncident(
                id=pk,
                first=first.toordinal(),
                last=last.toordinal(),
                **where,
                country=country,
                perpetrators=frozenset(who.get(pk, ())),
                attack_types=tuple(types or ()),
                killed=killed.get(pk),
                further=tuple(scoring.Where(**places.where_of(each)) for each in others),
            )


def _done_by(actors):
    """The ids of incidents with one of these actors as a perpetrator."""
    parts = Participation.objects.filter(role__in=PERPETRATORS)
    return parts.filter(actor__in=with_merged_ids(Actor, list(actors))).values("incident")


def _perpetrator_ids(ids) -> dict:
    parts = Participation.objects.filter(role__in=PERPETRATORS)
    actor, found = Coalesce("actor__merged_into", "actor"), defaultdict(set)
    for incident, each in parts.filter(incident__in=ids).values_list("incident", actor):
        found[incident].add(each)
    return found


def _fatality_ranges(ids) -> dict:
    """{incident: (low, high)} of the fatalities, the range that covers all its estimates."""
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
        return _ordered_pairs(
            scoring.suggested_pairs(comparable_incidents(in_force(Incident, project)))
        )
    return _of_actors(scoring.similar_actors(actor_names(project)), project)


def _incident_pairs(project, ids) -> dict:
    """The pairs of a few incidents, each compared with incidents of about the same days."""
    rows, found = in_force(Incident, project), []
    for entry in comparable_incidents(rows.filter(pk__in=ids)):
        around = _nearby_entries(rows.exclude(pk=entry.id), entry)
        near = (other for other in around if scoring.is_near(entry, other))
        scored = ((entry, other, *scoring.pair_score(entry, other)) for other in near)
        found += (each for each in scored if each[2] >= scoring.SUGGEST)
    return _ordered_pairs(found)


def _nearby_entries(rows, entry):
    """Entries of incidents of about the same days, by conditions that each use an index."""
    if not entry.is_comparable:
        return []
    apart = timedelta(days=scoring.DAYS_APART)
    first, last = (date.fromordinal(day) for day in (entry.first, entry.last))
    first, last = first - apart, last + apart
    if not entry.above:
        rows = rows.filter(pk__in=_done_by(entry.perpetrators))
    elif not entry.is_comparable_without_place:
        elsewhere = IncidentPlace.objects.order_by().values("incident")
        rows = rows.filter(Q(place__isnull=False) | Q(pk__in=elsewhere))
    begun = Q(date_earliest__lt=first, date_latest__gte=first)
    ids = set()
    for condition in (
        Q(date_earliest__range=(first - MONTH, last), date_latest__gte=first),
        begun & Q(date_precision__in=WITHIN_A_YEAR, date_latest__lte=first + 12 * MONTH),
    ):
        ids |= set(rows.filter(condition).order_by().values_list("pk", flat=True))
    return [each for each in comparable_incidents(rows.filter(pk__in=ids)) if each.is_comparable]


def _actor_pairs(project, ids) -> dict:
    known = actor_names(project)
    return _of_actors(scoring.similar_actors(known, only={*ids} & known.keys()), project)


def actor_names(project) -> dict:
    """{actor: its folded names}, without aliases marked as ambiguous."""
    found = defaultdict(set)
    rows = in_force(Actor, project)
    aliases = ActorAlias.objects.filter(actor__in=rows, ambiguous=False).values_list(
        "actor", "text"
    )
    for pk, name in (*rows.values_list("pk", "name"), *aliases):
        if folded := fold(name):
            found[pk].add(folded)
    return found


def _ordered_pairs(found) -> dict:
    pairs = ((one.id, other.id, score, parts) for one, other, score, parts in found)
    return {
        (min(one, other), max(one, other)): (score, parts) for one, other, score, parts in pairs
    }


def _of_actors(found, project) -> dict:
    """The pairs without actors of two countries whose names are only similar (Niger, Nigeria)."""
    lands = dict(in_force(Actor, project).exclude(country=None).values_list("pk", "country"))
    return {
        (one, other): (score, parts)
        for one, other, score, parts in found
        if score == 1 or lands.get(one, lands.get(other)) == lands.get(other, lands.get(one))
    }


def _ask_for_scan(projects) -> None:
    """Request a comparison of all records of these projects, unless one is waiting."""
    if Job.objects.filter(kind=SCAN, state__in=Job.UNFINISHED).exists():
        return
    with suppress(IntegrityError), transaction.atomic():  # another worker requested it first
        request_job(SCAN, by=None, project=None, title=_("Compare records"), projects=projects)
