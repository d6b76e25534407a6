"""The filters of a series as conditions on incidents."""

from django.db.models import F, Q

from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.events.models.incidents import Incident
from incidents.places.models.subtrees import countries_in, subtree_ids
from incidents.series.models.filters import fatality_range
from incidents.sources.passages import passages_by
from incidents.vocabularies import SERIES_COLUMNS, SERIES_LISTS

NATIONALITIES = "target_nationalities"
FIGURE = "killed_figure"
LISTS = {name: column for name, (column, _terms) in SERIES_LISTS.items()} | {
    "target_nationality": NATIONALITIES
}
"""{filter: column of incidents that holds a JSON list}."""
CODED = {
    **{name: column for name, (column, _terms) in SERIES_COLUMNS.items()},
    **LISTS,
    "fatalities": FIGURE,
}
"""{filter: the one column of incidents that it reads}."""


def narrowed_by(name, values) -> Q:
    """The condition of a filter that reads one column (CODED) on its incidents."""
    if name in LISTS:
        return listing_any(LISTS[name], values)
    if name == "fatalities":
        return _any_of(within_range(*fatality_range(each)) for each in values)
    return Q(**{f"{CODED[name]}__in": values})


def not_coded(name) -> Q:
    """The condition that the column of a filter has no value."""
    return Q(**{f"{CODED[name]}__isnull": True})


def listing_any(column, slugs) -> Q:
    """The condition that a JSON list contains one of these slugs."""
    # In JSON text a slug appears in double quotes, on both databases.
    return _any_of(Q(**{f"{column}__icontains": f'"{each}"'}) for each in slugs)


def within_range(least, most) -> Q:
    """The condition on the fatalities figure by which lists sort."""
    found = Q(**{f"{FIGURE}__gte": least})
    return found if most is None else found & Q(**{f"{FIGURE}__lte": most})


def in_places(ids, population) -> Q:
    """The condition of lying in one of these places or within it, by a main or further place.

    An incident without a place matches by its country, as in lists.
    """
    return _any_of(in_place(each, population) for each in ids)


def in_place(pk, population) -> Q:
    """The same for one place."""
    using = Incident.objects.db
    places = subtree_ids(pk, using=using)
    country = Q(place=None, country__in=countries_in(pk, using=using))
    return Q(place__in=places) | country | population.further(place__in=places)


def of_datasets(names, population) -> Q:
    """The condition that an incident, or a record merged into it, is a row of such a dataset."""
    rows = Incident.external_records.rel.related_model.objects.filter(
        project=population.series.project_id, dataset__in=names
    ).order_by()
    merged = rows.filter(
        population.reader.incidents("incident__"), incident__merged_into__isnull=False
    )
    return Q(pk__in=rows.values("incident")) | Q(
        pk__in=merged.annotate(owner=F("incident__merged_into")).values("owner")
    )


def stated_by(name, ids, population) -> Q:
    """The condition of the filter `source` or `publisher` with these ids of sources.

    Only passages and estimates count that all who see the series may see.
    """
    families = population.series.source_families if name == "source" else {}
    sources = sorted({one for each in ids for one in families.get(each, [each])})
    estimates = CasualtyEstimate.objects.filter(
        source__in=sources, incident__project=population.series.project_id
    )
    found = _owners(estimates, population)
    for rows in passages_by(sources, population.reader, is_origin=name == "source"):
        found |= _owners(rows, population)
    return found


def _owners(rows, population) -> Q:
    """The condition of having one of these rows, or of having been merged with a record that has.

    The rows have a foreign key `incident`.
    """
    rows = rows.order_by()
    merged = rows.filter(
        population.reader.incidents("incident__"), incident__merged_into__isnull=False
    )
    return Q(pk__in=rows.values("incident")) | Q(pk__in=merged.values("incident__merged_into"))


def _any_of(conditions) -> Q:
    found = Q(pk__in=[])
    for each in conditions:
        found |= each
    return found
