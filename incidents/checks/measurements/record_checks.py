"""The comparisons that read a record and its rows: each takes a check and returns a Measured.

Only rows count that everybody who sees the check may see (`DataCheck.ceiling`).
"""

from collections import Counter

from django.db.models import Q

from ctplatform.markings.levels import up_to
from incidents.actors.models.actors import Actor
from incidents.actors.models.rows import ActorSizeEstimate
from incidents.assessments.models.assessments import Assessment
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.checks.measurements.measured import Measured, named, not_computable
from incidents.checks.measurements.series_checks import threshold_of
from incidents.checks.methods.bounds import Bounds, compare_count, compare_estimates, compare_people
from incidents.checks.methods.judged import SUPPORTED, Judged, too_little
from incidents.checks.methods.shares import compare_heeded
from incidents.events.models.incidents import Incident
from incidents.events.models.membership import SeenByAll, suspected_part
from incidents.events.models.participations import Participation
from incidents.figures.estimates import about_band, is_vague, qualifier_of
from incidents.series.models.series import Series, SeriesPoint
from incidents.warnings.models import Warning


def reader_of(check) -> SeenByAll:
    """The records that everybody sees who may see the check."""
    return SeenByAll(tuple(up_to(check.ceiling)))


def _published(model, record, condition):
    return model.objects.filter(condition, pk=record.pk, state="published").exists()


def _family(check, reader):
    """The ids of the incident and of the records merged into it that all readers may see."""
    rows = Incident.objects.filter(reader.incidents(), pk__in=check.incident.family_ids())
    return list(rows.values_list("pk", flat=True))


def fatalities(check) -> Measured:
    """The estimates of the fatalities of all victims, by source."""
    reader = reader_of(check)
    if not _published(Incident, check.incident, reader.incidents()):
        return not_computable("not_published")
    rows = CasualtyEstimate.objects.filter(
        incident__in=_family(check, reader), kind="killed", group=""
    )
    return _estimates(check, rows, named("incident", [check.incident_id]))


def size(check) -> Measured:
    """The estimates of an actor's size, by source, for dates that may lie in the window."""
    if not _published(Actor, check.actor, reader_of(check).actors()):
        return not_computable("not_published")
    given = check.parameters
    rows = ActorSizeEstimate.objects.filter(
        actor=check.actor, unit=given.get("unit", "members")
    ).filter(reader_of(check).actors("actor__"))
    if "end" in given:
        rows = rows.filter(Q(date_earliest__isnull=True) | Q(date_earliest__lte=given["end"]))
    if "start" in given:
        rows = rows.filter(Q(date_latest__isnull=True) | Q(date_latest__gte=given["start"]))
    return _estimates(check, rows, named("actor", [check.actor_id]))


def _estimates(check, rows, records):
    rows = list(rows.exclude(low=None, best=None, high=None).order_by("id"))
    others = [row for row in rows if check.source_id is None or row.source_id != check.source_id]
    bounds = [bounds_of(row) for row in others]
    own = len(rows) - len(others)
    return Measured(compare_estimates(bounds, threshold_of(check.parameters), own=own), records)


def bounds_of(row) -> Bounds:
    """The bounds of an estimate; a lone best figure is both, unless its qualifier opens a side."""
    low, best, high, qualifier = row.low, row.best, row.high, qualifier_of(row)
    if low is None and high is None:
        if is_vague(qualifier):
            return Bounds(*about_band(best), best)
        is_minimum = qualifier in ("at_least", "more_than")
        is_maximum = qualifier in ("up_to", "fewer_than")
        return Bounds(0 if is_maximum else best, None if is_minimum else best, best)
    return Bounds(low or 0, high, best)


def participants(check) -> Measured:
    """The numbers of those who took part in a role; suspected parts are stated and not added."""
    reader = reader_of(check)
    if not _published(Incident, check.incident, reader.incidents()):
        return not_computable("not_published")
    rows = Participation.objects.filter(
        reader.actors("actor__"),
        incident__in=_family(check, reader),
        role=check.parameters.get("role", "perpetrator"),
    )
    certain = list(rows.exclude(suspected_part()).values_list("count", "actor"))
    judged = compare_people([each[0] for each in certain], threshold_of(check.parameters))
    actors = list(dict.fromkeys(each[1] for each in certain))
    records = named("incident", [check.incident_id]) + named("actor", actors)
    return Measured(judged, records).with_figures(suspected=rows.filter(suspected_part()).count())


def heeded(check) -> Measured:
    """All published warnings of the project, by what their recipient did."""
    reader = reader_of(check)
    rows = Warning.objects.in_project(check.project_id).canonical().filter(state="published")
    for name, shown in (
        ("incident", reader.incidents("incident__")),
        ("issuer", reader.actors("issuer__")),
        ("recipient", reader.actors("recipient__")),
    ):
        rows = rows.filter(Q(**{f"{name}__isnull": True}) | shown)
    rows = list(rows.order_by("id").values_list("pk", "heeded"))
    found = Counter(value or "unknown" for _pk, value in rows)
    counts = {name: found[name] for name in ("yes", "partly", "no", "unknown")}
    judged = compare_heeded(counts, check.parameters["at_most_share"])
    return Measured(judged, named("warning", [pk for pk, _value in rows]))


def arguments(check) -> Measured:
    """The published assessments that are arguments for an assessment."""
    reader = reader_of(check)
    shown = Q(marking__in=reader.markings)
    if not _published(Assessment, check.assessment, shown):
        return not_computable("not_published")
    rows = Assessment.objects.canonical().filter(
        Q(argues__isnull=True) | Q(argues="for"),
        Q(holder__isnull=True) | reader.actors("holder__"),
        shown,
        parent=check.assessment,
        state="published",
    )
    ids = list(rows.order_by("id").values_list("pk", flat=True))
    records = named("assessment", [check.assessment_id, *ids])
    if not ids:
        return Measured(too_little("no_arguments", arguments=0), records)
    judged = compare_count(
        Bounds(len(ids), len(ids)), threshold_of(check.parameters), is_covered=True
    )
    figures = {n: v for n, v in judged.figures.items() if n not in ("low", "expected", "high")}
    judged = Judged(judged.outcome, judged.reason, {"arguments": len(ids), **figures})
    return Measured(judged, records)


def figures(check) -> Measured:
    """Whether each figure that a text refers to has a series, with a covered period."""
    wanted = check.parameters["figures"]
    rows = Series.objects.filter(
        project=check.project_id, pk__in=wanted, marking__in=up_to(check.ceiling)
    )
    found = list(rows.values_list("pk", flat=True))
    points = SeriesPoint.objects.filter(series__in=found).begun()
    covered = points.order_by().values_list("series", flat=True).distinct().count()
    numbers = {"figures": len(wanted), "figures_covered": covered}
    records = named("series", found)
    if len(found) < len(wanted):
        return Measured(too_little("figures_missing", numbers), records)
    if covered < len(wanted):
        return Measured(too_little("figures_not_covered", numbers), records)
    return Measured(Judged(SUPPORTED, "", numbers), records)


RECORD_CHECKS = {
    each.__name__: each for each in (fatalities, size, participants, heeded, arguments, figures)
}
"""{comparison: function of a check}."""
