"""The counts of a series by plain SQL, which shares nothing with the queries of series.

What is counted is written down once more, from the reference: which incidents on which days, how
many people, and which incident is in which group. Both databases read it.
"""

from django.db import connection

from incidents.vocabularies import FATALITY_BANDS, SERIES_COLUMNS, SERIES_LISTS

PEOPLE = {
    "fatalities": ("killed",),
    "injured": ("injured",),
    "held": ("hostages", "abducted"),
}
ONE_EACH = """
figures AS (
    SELECT id, 1 AS low, 1 AS best, 1 AS high, 0 AS unknown FROM scope
)
"""
ESTIMATED = """
-- The estimates that count: the chosen one; else those of all victims with a figure; else, where
-- one of all victims contradicts itself, none; else those of single groups.
stated AS (
    SELECT e.*, CASE
        WHEN e.selected THEN 1
        WHEN e."group" = '' AND coalesce(e.low, e.best, e.high) IS NOT NULL THEN 2
        WHEN e."group" = '' AND e.qualifier = 'contradictory' THEN 3
        WHEN e."group" <> '' AND coalesce(e.low, e.best, e.high) IS NOT NULL THEN 4
        ELSE 5 END AS rank
    FROM incidents_casualtyestimate e JOIN scope ON scope.id = e.incident_id
    WHERE e.kind IN ({kinds})
),
used AS (
    SELECT stated.* FROM stated JOIN (
        SELECT incident_id, kind, min(rank) AS first FROM stated GROUP BY incident_id, kind
    ) o ON o.incident_id = stated.incident_id AND o.kind = stated.kind AND o.first = stated.rank
    WHERE rank IN (1, 2, 4)
),
-- A best figure alone is the number; else a missing best is the low, or half of the high.
bounded AS (
    SELECT incident_id, kind, "group",
        CASE WHEN low IS NULL AND high IS NULL THEN best ELSE coalesce(low, 0) END AS low,
        coalesce(best, low, high / 2) AS best,
        coalesce(high, best, low) AS high
    FROM used WHERE coalesce(low, best, high) IS NOT NULL
),
-- Rivals about one group range from the lowest to the highest; groups are added up.
rivals AS (
    SELECT incident_id, kind, min(low) AS low, min(best) AS best, max(high) AS high
    FROM bounded GROUP BY incident_id, kind, "group"
),
harms AS (
    SELECT incident_id, kind, sum(low) AS low, sum(best) AS best, sum(high) AS high
    FROM rivals GROUP BY incident_id, kind
),
-- Two harms may have befallen the same people.
figures AS (
    SELECT scope.id, coalesce(max(h.low), 0) AS low, coalesce(max(h.best), 0) AS best,
        coalesce(sum(h.high), 0) AS high, CASE WHEN max(h.low) IS NULL THEN 1 ELSE 0 END AS unknown
    FROM scope LEFT JOIN harms h ON h.incident_id = scope.id GROUP BY scope.id
)
"""
COUNTS = """
WITH RECURSIVE scope AS (
    SELECT id, {days} FROM incidents_incident
    WHERE project_id = '{project}' AND state = 'published' AND merged_into_id IS NULL
    AND record_kind = 'event' AND marking IN ({markings})
    AND date_earliest IS NOT NULL AND date_latest IS NOT NULL
),
{figures},
groups AS (
    {groups}
),
-- Incidents of the same days and group are added up first, as a range join of all would take long.
spans AS (
    SELECT name, first, last, sum(low * certain) AS low, sum(best * certain) AS best,
        sum(high) AS high, count(*) AS n, sum(unknown) AS unknown
    FROM scope JOIN figures ON figures.id = scope.id JOIN groups ON groups.id = scope.id
    GROUP BY name, first, last
),
buckets (first, last) AS (
    VALUES {buckets}
)
SELECT b.first, s.name,
    sum(CASE WHEN s.first >= b.first AND s.last <= b.last THEN s.low ELSE 0 END),
    sum(1.0 * s.best * (
        (CASE WHEN s.last < b.last THEN s.last ELSE b.last END)
        - (CASE WHEN s.first > b.first THEN s.first ELSE b.first END) + 1
    ) / (s.last - s.first + 1)),
    sum(s.high), sum(s.n), sum(s.unknown)
FROM buckets b JOIN spans s ON s.first <= b.last AND s.last >= b.first
GROUP BY b.first, s.name
"""
ANCHOR = 719_163
"""The ordinal of 1970-01-01 in Python: days are whole numbers since then."""


def words(values):
    return ", ".join(f"'{each}'" for each in values)


def identifier(pk):
    """The id of a row as this database stores it."""
    return str(pk) if connection.vendor == "postgresql" else str(pk).replace("-", "")


def days():
    """Both days of an incident as whole numbers."""
    if connection.vendor == "postgresql":
        return "date_earliest - DATE '1970-01-01' AS first, date_latest - DATE '1970-01-01' AS last"
    number = "CAST(julianday({}) - julianday('1970-01-01') AS INTEGER) AS {}"
    return f"{number.format('date_earliest', 'first')}, {number.format('date_latest', 'last')}"


def members(name, values, register):
    """SQL of (id, name, certain): the groups of each incident, each once."""
    incidents = "SELECT id, {} AS name, 1 AS certain FROM incidents_incident WHERE {}"
    if name is None:
        return incidents.format("''", "1 = 1")
    if name in SERIES_COLUMNS:
        column = SERIES_COLUMNS[name][0]
        return incidents.format(column, f"{column} IS NOT NULL")
    if name in SERIES_LISTS or name == "target_nationality":
        return in_list(SERIES_LISTS.get(name, ("target_nationalities",))[0])
    if name == "country":
        return (
            f"SELECT id, country AS name, 1 AS certain FROM ({everywhere()}) e WHERE country <> ''"
        )
    if name == "fatalities":
        return " UNION ALL ".join(
            incidents.format(
                f"'{band}'", f"killed_figure BETWEEN {least} AND {10**9 if most is None else most}"
            )
            for band, (least, most) in FATALITY_BANDS.items()
        )
    if name == "actor":
        return by_actor(register.roles)
    return " UNION ALL ".join(in_one(name, value, register) for value in values)


def everywhere():
    """The countries of main and further places; a country once for each incident."""
    return (
        "SELECT id, country FROM incidents_incident "
        "UNION SELECT incident_id, country FROM incidents_incidentplace"
    )


def in_list(column):
    each = (
        f"jsonb_array_elements_text(CASE WHEN jsonb_typeof({column}) = 'array' "
        f"THEN {column} ELSE '[]' END) AS t(value)"
        if connection.vendor == "postgresql"
        else f"json_each(coalesce({column}, '[]')) t"
    )
    return (
        "SELECT DISTINCT incidents_incident.id, t.value AS name, 1 AS certain "
        f"FROM incidents_incident, {each}"
    )


def by_actor(roles):
    """An actor counts for certain if one of its parts is neither suspected nor alleged."""
    name = "CAST(actor_id AS text)"
    return (
        f"SELECT incident_id AS id, {name} AS name, max(CASE WHEN role = 'suspected_perpetrator' "
        "OR coalesce(certainty, '') IN ('suspected', 'alleged') THEN 0 ELSE 1 END) AS certain "
        f"FROM incidents_participation WHERE role IN ({words(roles)}) "
        "GROUP BY incident_id, actor_id"
    )


def in_one(name, value, register):
    """The incidents of one named group: a region, a place, a dataset or a source."""
    if name == "within":
        inside = (
            f"SELECT id FROM ({everywhere()}) e WHERE country IN ({words(register.regions[value])})"
        )
    elif name == "place":
        inside = in_place(value)
    elif name == "dataset":
        inside = f"SELECT incident_id AS id FROM incidents_externalrecord WHERE dataset = '{value}'"
    else:
        source = identifier(value)
        inside = (
            f"SELECT incident_id AS id FROM incidents_casualtyestimate WHERE source_id = '{source}'"
        )
    return f"SELECT DISTINCT id, '{value}' AS name, 1 AS certain FROM ({inside}) i"


def in_place(value):
    """In the place or below it, by the main or a further place; without one, by the country."""
    below = (
        "WITH RECURSIVE below(id) AS ("
        f"SELECT id FROM incidents_place WHERE id = '{identifier(value)}'"
        " UNION SELECT p.id FROM incidents_place p JOIN below ON p.parent_id = below.id) "
    )
    codes = "SELECT iso_alpha2 FROM incidents_place p JOIN below ON p.id = below.id"
    return (
        f"{below} SELECT id FROM incidents_incident WHERE place_id IN (SELECT id FROM below) "
        f"OR (place_id IS NULL AND country IN ({codes})) "
        "UNION SELECT incident_id FROM incidents_incidentplace "
        "WHERE place_id IN (SELECT id FROM below)"
    )


def counted_by_sql(series, register, buckets):
    """{(bucket, group): (n_min, n_expected, n_max, incidents, unknown)} of a series.

    `buckets` are {first day: last day}. Groups of actors are the ids as the database writes them.
    """
    kinds = PEOPLE.get(series.measure)
    numbers = [
        (first.toordinal() - ANCHOR, last.toordinal() - ANCHOR) for first, last in buckets.items()
    ]
    strict = ("clear", "green", "amber", "amber+strict")
    statement = COUNTS.format(
        days=days(),
        project=identifier(register.project.pk),
        markings=words(strict[: strict.index(series.marking) + 1]),
        figures=ESTIMATED.format(kinds=words(kinds)) if kinds else ONE_EACH,
        groups=members(series.group_by, series.values_of(series.group_by), register),
        buckets=", ".join(map(str, numbers)),
    )
    names = dict(zip((first for first, _last in numbers), buckets, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {(names[first], name): tuple(map(float, rest)) for first, name, *rest in cursor}
