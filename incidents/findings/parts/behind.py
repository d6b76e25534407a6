"""The records behind a part of a finding, by the rules by which the finding counts them."""

from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.web.references import is_id
from incidents.events.vocabulary import LIFECYCLES
from incidents.findings.methods.member_shares import ATTEMPTED, PLANNED
from incidents.findings.parts import members, responsibility
from incidents.findings.parts.warnings import OUTCOMES, warnings_of
from incidents.findings.vocabulary import INCIDENT_PARTS
from incidents.series.models.series import TOTAL, Series
from incidents.series.queries.behind import in_group
from incidents.series.queries.groups.labels import labels_of
from incidents.series.queries.population import Population

CONDITIONS = {
    "planned": Q(lifecycle__in=PLANNED),
    "attempted": Q(lifecycle__in=ATTEMPTED),
    "carried_out": members.CARRIED_OUT,
    "with_fatalities": members.FATAL,
    "without_fatalities": members.NOT_FATAL,
    "fatalities_unknown": members.CARRIED_OUT & Q(killed_figure__isnull=True),
    "stage_not_coded": Q(lifecycle__isnull=True),
    **{f"status_{code}": Q(lifecycle=code) for code in LIFECYCLES},
    "transnational_yes": Q(transnational="yes"),
    "transnational_no": Q(transnational="no"),
    "transnational_not_coded": Q(transnational__isnull=True),
    "all_certain": Q(),
}
"""{part of a finding: condition on incidents}."""


def incidents_of_part(series: Series, part: str, group: str = TOTAL):
    """The incidents that a finding counts in a part (`INCIDENT_PARTS`), of one group."""
    population = Population(series)
    rows = members.certain_members(series, population)
    if part in ("certain_part", "suspected_part"):
        return _acting(series, population, rows, part, group)
    if group != TOTAL:
        rows = rows.filter(in_group(series, population, group))
    if part in CONDITIONS:
        return rows.filter(CONDITIONS[part])
    if part == "denied":
        return rows.filter(responsibility.denied_by_somebody(population))
    if part == "warned":
        return rows.filter(pk__in=warnings_of(rows, population).values("owner"))
    return responsibility.with_parts(rows, population).filter(responsibility_part=part)


def _acting(series, population, rows, part, actor):
    if series.group_by != "actor" or not is_id(actor):
        return rows.none()
    certain, anyhow = members.actor_conditions(series, population, actor)
    return rows.filter(certain) if part == "certain_part" else rows.filter(anyhow).exclude(certain)


def warnings_of_part(series: Series, part: str):
    """The warnings that a finding counts in a part (`WARNING_PARTS`)."""
    population = Population(series)
    rows = warnings_of(members.certain_members(series, population), population)
    return rows.filter(OUTCOMES[part]) if part in OUTCOMES else rows


def part_in_words(series: Series, part: str, group: str, user) -> str:
    """“Attacks: claimed, and not disputed”, for the heading of a list."""
    words = _(INCIDENT_PARTS[part])
    if group and series.group_by:
        words = f"{labels_of(series, [group], user)[group]}, {words}"
    return f"{series.title}: {words}"
