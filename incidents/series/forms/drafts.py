"""Definitions that a new series begins with: a copy of another one, or the filters of a list."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.web.references import is_id
from incidents import vocabularies
from incidents.assessments.filters import AssessmentFilter
from incidents.assessments.models.assessments import Assessment
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.models.incidents import Incident
from incidents.places.models.places import Place
from incidents.series.models.filters import read_filters
from incidents.series.models.measured_records import fitting_filters
from incidents.series.models.series import Series
from incidents.series.services import SERIES_FIELDS
from incidents.warnings.filters import WarningFilter
from incidents.warnings.models import Warning

SAME = (*vocabularies.INCIDENT_FILTERS.keys() - {"fatalities"},)
"""Filters that lists and series have by the same name."""

RECORD_LISTS = {
    "assessments": (Assessment, AssessmentFilter),
    "warnings": (Warning, WarningFilter),
}
"""{measure: (model, filter set)} of the lists of other records."""
NOT_THE_SAME = ("place",)
"""Filters of these lists that mean something else in a series, which counts places within too."""

PERIODS = ("date_after", "date_before", "year", "dated_in")
UNDERSTOOD = {*SAME, *PERIODS, "region", "role", "branches", "record_kind"}
IGNORED = {"project", "state", "view", "cursor", "ordering", "sort"}
"""Parameters of a list that do not limit a series: it counts published records anyway."""


@dataclass
class Draft:
    """An unsaved series to begin with.

    `source` is the series that it copies; `left` are the labels of filters of a list that a series
    does not have.
    """

    series: Series
    source: Series | None = None
    left: list = field(default_factory=list)


def copy_of(source: Series) -> Draft:
    """A draft with the definition of another series."""
    values = {name: getattr(source, name) for name in SERIES_FIELDS}
    values["title"] = _("%s (copy)") % source.title[:190]
    return Draft(Series(project=source.project, **values), source)


def series_of_list(query: str, project, user) -> Draft:
    """A draft that counts what a list shows, by the query string of the list.

    `measure` in it says that it is one of assessments or warnings, else it is one of incidents.
    Only published records that its readers may see are counted. The series begins and ends with
    the dates that were asked for, else with those of the records.
    """
    asked = QueryDict(query, mutable=True)
    measure = asked.pop("measure", ["count"])[-1]
    if measure in RECORD_LISTS:
        return _series_of_records(measure, asked, project, user)
    found = IncidentFilter(
        asked, Incident.objects.visible_to(user), request=SimpleNamespace(user=user)
    )
    given = {name: [each for each in asked.getlist(name) if each] for name in asked}
    left = [
        str(each.label)
        for name, each in found.filters.items()
        if given.get(name) and name not in UNDERSTOOD | IGNORED
    ]
    filters, wrong = _filters_of(given)
    left += wrong
    start, end = _days_of(found)
    values = {"filters": filters, "start": start, "end": end}
    values["roles"] = given.get("role") or list(vocabularies.PARTICIPATION_ROLES)
    values["branches"] = (given.get("branches") or ["none"])[0]
    values["summaries"] = "series" in given.get("record_kind", ())
    return Draft(Series(project=project, **values), left=left)


def _series_of_records(measure, asked, project, user) -> Draft:
    """A draft that counts what a list of assessments or warnings shows."""
    model, filterset = RECORD_LISTS[measure]
    found = filterset(asked, model.objects.visible_to(user), request=SimpleNamespace(user=user))
    given = {name: [each for each in asked.getlist(name) if each] for name in asked}
    filters, left = {}, []
    for name in given:
        if name in IGNORED or not given[name] or name not in found.filters:
            continue
        try:
            if name in NOT_THE_SAME or name not in fitting_filters(measure):
                raise ValidationError(name)
            filters |= read_filters({name: given[name]})
        except ValidationError:
            left.append(str(found.filters[name].label))
    start, end = _days_of(found)
    values = {"measure": measure, "filters": filters, "start": start, "end": end}
    return Draft(Series(project=project, **values), left=left)


def _filters_of(given) -> tuple[dict, list]:
    """The filters of a series, and the labels of those whose values it does not have."""
    filters, wrong = {}, []
    asked = {name: given[name] for name in SAME if given.get(name)}
    if asked.get("place"):
        wrong.append(_("Place: the series counts the places in it as well"))
    places = [each for each in asked.pop("within", ()) if is_place(each)]
    regions = [each for each in given.get("within", ()) if each not in places]
    asked |= {"place": [*asked.get("place", ()), *places]} if places else {}
    if regions or given.get("region"):
        asked["within"] = [*regions, *given.get("region", ())]
    for name, values in asked.items():
        try:
            filters |= read_filters({name: values})
        except ValidationError:
            wrong.append(str(_(vocabularies.SERIES_FILTERS[name])))
    return filters, wrong


def is_place(value) -> bool:
    """Whether a value of the filter `within` of lists is a place, and not a region."""
    return is_id(value) and Place.objects.filter(pk=value).exists()


def _days_of(found):
    """The first and last day of a list: those asked for, else those of its records, else today."""
    if not found.is_valid():
        return timezone.localdate(), timezone.localdate()
    first, last = _period_of(found.form.cleaned_data)
    days = {}
    if not (first and last):
        days = found.qs.order_by().aggregate(first=Min("date_earliest"), last=Max("date_latest"))
    today = timezone.localdate()
    return first or days.get("first") or today, last or days.get("last") or today


def _period_of(asked):
    """The days that all filters of PERIODS leave; None for an end that none of them gives."""
    periods = [(asked.get("date_after"), asked.get("date_before")), asked.get("dated_in")]
    if year := asked.get("year"):
        periods.append((date(int(year), 1, 1), date(int(year), 12, 31)))
    firsts, lasts = zip(*(each or (None, None) for each in periods), strict=True)
    return max(filter(None, firsts), default=None), min(filter(None, lasts), default=None)
