"""UCDP events as series count them, and as pandas counts them straight from the files."""

import datetime as dt

import orjson
import pytest
from django.utils import timezone

from ctplatform.curation.services.bulk.publication import publish_batch
from ctplatform.search.folding import fold
from incidents.models import Actor, Incident, Place
from incidents.series.queries.points import rebuild_series
from incidents.services import load_gazetteer
from tests.factories.curation import Team
from tests.factories.incidents import SeriesFactory
from tests.incidents.imports.test_files import AFGHANISTAN, GED, bring, needs_shared
from tests.incidents.series.counts_by_pandas import counted_by_pandas, pd

pytestmark = [pytest.mark.django_db, needs_shared]
SIZES = ("week", "month", "quarter", "half", "year")
SIDES = ["belligerent", "perpetrator", "target"]
ONE = {"low": 1, "best": 1, "high": 1}


def published(path):
    """A team whose register holds the events of a file, published."""
    team = Team("open")
    load_gazetteer()
    bring(team, path)
    ids = list(Incident.objects.filter(project=team.project).values_list("pk", flat=True))
    now = timezone.now()
    publish_batch(Incident, ids, project=team.project, by=team.owner, asked=now)
    assert Incident.objects.filter(project=team.project, state="published").count() == len(ids)
    return team


@pytest.fixture(scope="module")
def extract():
    """The Afghan extract, 2001 to 2018: days, the dead of both sides, no province."""
    rows = orjson.loads(AFGHANISTAN.read_bytes())["features"]
    table = pd.DataFrame([row["properties"] for row in rows])
    deaths = table[["deaths_a", "deaths_b"]].apply(pd.to_numeric).sum(axis=1)
    return pd.DataFrame(
        {
            "start": pd.to_datetime(table.date_start),
            "end": pd.to_datetime(table.date_end),
            "side_a": table.side_a,
            "side_b": table.side_b,
            "deaths": deaths,
        }
    )


@pytest.fixture(scope="module")
def sample():
    """The events of the sample of all countries that are not summaries of several events."""
    table = pd.read_csv(GED, parse_dates=["date_start", "date_end"])
    table = table[table.event_clarity != 2]
    table = table.rename(columns={"date_start": "start", "date_end": "end"})
    one_day = table.start == table.end
    month, year = table.start.dt.to_period("M"), table.start.dt.to_period("Y")
    for precision, period in ((4, month), (5, year)):
        vague = one_day & (table.date_prec == precision)
        table.loc[vague, "start"] = period.dt.start_time
        table.loc[vague, "end"] = period.dt.end_time.dt.normalize()
    return table


def series_of(team, **values):
    values = {"start": dt.date(1989, 1, 1), "end": dt.date(2022, 12, 31), **values}
    series = SeriesFactory(project=team.project, **values)
    series.full_clean()
    series.save()
    rebuild_series(series, lambda done, total: None)
    return series


def points_of(series, group=""):
    """{bucket: (n_min, n_expected, n_max, incidents)} of the points that count something."""
    rows = series.points.filter(group=group, incidents__gt=0)
    return {each.bucket: (each.n_min, each.n_expected, each.n_max, each.incidents) for each in rows}


def assert_same(series, events, group=""):
    mine, theirs = points_of(series, group), counted_by_pandas(events, series.bucket)
    assert mine.keys() == theirs.keys()
    for bucket, numbers in theirs.items():
        known = (0 if each is None else each for each in mine[bucket])
        assert tuple(known) == pytest.approx(numbers), (group, bucket)


def people(table, low="deaths", best="deaths", high="deaths"):
    return table.assign(low=table[low], best=table[best], high=table[high])


def test_the_extract_is_counted_as_pandas_counts_it(extract):
    team = published(AFGHANISTAN)
    years = {"start": dt.date(2001, 1, 1), "end": dt.date(2018, 12, 31)}
    for size in SIZES:
        series = series_of(team, bucket=size, **years)
        assert_same(series, extract.assign(**ONE))
        assert series.points.count() == len(series.covered_buckets())
        assert_same(series_of(team, bucket=size, measure="fatalities", **years), people(extract))
    by_side = series_of(team, group_by="actor", roles=SIDES, **years)
    deaths = series_of(team, group_by="actor", roles=SIDES, measure="fatalities", **years)
    names = set(extract.side_a) | set(extract.side_b)
    actors = Actor.objects.filter(project=team.project)
    assert set(actors.values_list("name", flat=True)) == names
    for actor in actors:
        mine = extract[(extract.side_a == actor.name) | (extract.side_b == actor.name)]
        assert_same(by_side, mine.assign(**ONE), str(actor.pk))
        assert_same(deaths, people(mine), str(actor.pk))


def test_the_sample_is_counted_as_pandas_counts_it(sample):
    """One register for all comparisons, as the import takes longest."""
    team = published(GED)
    ordered = (sample.low <= sample.best) & (sample.best <= sample.high)
    figures = sample.assign(**{name: sample[name].where(ordered, 0) for name in ONE})
    for size in SIZES:
        assert_same(series_of(team, bucket=size), sample.assign(**ONE))
        assert_same(series_of(team, bucket=size, measure="fatalities"), figures)
    unknown = series_of(team, bucket="year", measure="fatalities").points.filter(group="")
    assert sum(unknown.values_list("unknown", flat=True)) >= (~ordered).sum() > 0
    compare_types_of_violence(team, sample, figures)
    compare_afghan_provinces(team, sample[sample.country == "Afghanistan"])
    compare_afghan_sides(team, figures[sample.country == "Afghanistan"])


def compare_types_of_violence(team, events, figures):
    kinds = {1: "state_based", 2: "non_state", 3: "one_sided"}
    by_type = series_of(team, bucket="quarter", group_by="violence_type")
    of_people = series_of(team, bucket="half", group_by="violence_type", measure="fatalities")
    for number, slug in kinds.items():
        mine = events.type_of_violence == number
        assert_same(by_type, events[mine].assign(**ONE), slug)
        assert_same(of_people, figures[mine], slug)


def compare_afghan_provinces(team, events):
    events = events.assign(**ONE)
    assert_same(series_of(team, filters={"country": ["AF"]}), events)
    assert_same(series_of(team, group_by="country"), events, "AF")
    known = provinces()
    ids = {name: province(name, known) for name in set(events.adm_1.dropna())}
    assert len(ids) > 20
    filters = {"place": [*ids.values()], "country": ["AF"]}
    by_province = series_of(team, bucket="quarter", group_by="place", filters=filters)
    for name, pk in ids.items():
        assert_same(by_province, events[events.adm_1 == name], pk)


def provinces():
    """{name without accents: id} of the Afghan provinces."""
    rows = Place.objects.filter(kind="admin1", country="AF").values_list("name", "pk")
    return {fold(name): str(pk) for name, pk in rows}


def province(name, known):
    """The id of a province; the gazetteer leaves out the word “province”."""
    key = fold(name)
    return known.get(key) or known[key.removesuffix(" province")]


def compare_afghan_sides(team, events):
    filters = {"country": ["AF"]}
    sides = {"group_by": "actor", "roles": SIDES, "filters": filters, "bucket": "half"}
    of_people = series_of(team, measure="fatalities", **sides)
    of_events = series_of(team, **sides)
    names = set(events.side_a) | set(events.side_b)
    actors = Actor.objects.filter(project=team.project, name__in=names)
    assert actors.count() == len(names)
    for actor in actors:
        mine = events[(events.side_a == actor.name) | (events.side_b == actor.name)]
        assert_same(of_people, mine, str(actor.pk))
        assert_same(of_events, mine.assign(**ONE), str(actor.pk))
