"""Numbers per population, cumulated, as a rolling mean and as an index."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from rest_framework.test import APIClient

from incidents.countries.inhabitants import people_of, years
from incidents.series import transforms
from incidents.series.models.series import Series
from incidents.series.queries import points as aggregates
from incidents.series.queries.figure import figure_of
from incidents.series.transforms import Observed
from incidents.templatetags.figures import window
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import IncidentFactory, SeriesFactory


def row(*numbers):
    """Buckets with exact numbers; None is not covered, "?" is not known."""
    return [
        None if n is None else Observed(0, None, 9) if n == "?" else Observed(n, n, n)
        for n in numbers
    ]


def expected(values):
    return [None if each is None else each.expected for each in values]


@pytest.mark.pure
class TestPure:
    def test_rolling_mean_needs_a_whole_window_of_covered_buckets(self):
        found = transforms.rolling_mean(row(3, 6, 9, None, 3, 3, 6), 3)
        assert expected(found) == [None, None, 6, None, None, None, 4]

    def test_rolling_mean_of_a_partly_covered_bucket_is_none(self):
        partly = Observed(3, 3, 3, is_full=False)
        assert transforms.rolling_mean([*row(3, 3), partly], 3) == [None] * 3

    def test_rolling_mean_of_what_is_not_known_is_not_known(self):
        (first, second) = transforms.rolling_mean(row(1, 2, "?"), 2)[1:]
        assert (first.expected, second.expected) == (1.5, None)
        assert (second.low, second.high) == (1.0, 5.5)

    def test_cumulated_is_at_least_after_a_gap_or_what_is_not_known(self):
        found = transforms.cumulated(row(1, None, 2, "?", 3))
        assert expected(found) == [1, None, 3, 3, 6]
        assert [each and each.is_at_least for each in found] == [False, None, True, True, True]
        assert (found[-1].low, found[-1].high) == (6, 15)

    def test_cumulated_of_nothing_known_is_not_known(self):
        assert expected(transforms.cumulated(row("?", 4))) == [None, 4]

    def test_index_is_a_percentage_of_its_base(self):
        assert expected(transforms.indexed(row(4, 2, 8), 1)) == [200, 100, 400]

    @pytest.mark.parametrize("base", ["?", None, 0])
    def test_index_has_no_value_without_a_base(self, base):
        assert transforms.indexed(row(4, base), 1) == [None, None]

    def test_rate_is_for_each_so_many_people(self):
        found = transforms.per_population(row(3, 3, None), [600_000, None, 600_000], 100_000)
        assert expected(found) == [0.5, None, None]

    def test_people_are_those_of_the_year_or_of_the_nearest(self):
        # World Bank, SP.POP.TOTL: Afghanistan had 41,454,761 in 2023 and 42,647,492 in 2024.
        assert people_of(("AF",), 2023).people == 41_454_761
        latest = people_of(("AF",), 2090)
        assert (latest.people, latest.year) == (42_647_492, years()[1])
        both = people_of(("AF", "EH"), 2023)
        assert (both.people, both.missing) == (41_454_761, ("EH",))
        assert people_of(("EH",), 2023) is None


def counted(**values):
    series = SeriesFactory(**values)
    for month, country in ((1, "AF"), (2, "AF"), (2, "PK"), (3, "AF")):
        IncidentFactory(
            project=series.project, published=True, date=f"2024-{month:02}-05", country=country
        )
    series.full_clean()
    series.save()
    aggregates.rebuild_series(series, lambda done, total: None)
    return series


@pytest.mark.django_db
@pytest.mark.both_databases
class TestSeries:
    def test_figure_draws_the_mean_and_says_so(self, client):
        series = counted(transform={"rolling": 3})
        reader = member(series.project, "reader")
        figure = figure_of(series, reader)
        assert window(figure).startswith("Incidents per month, mean of 3 months, January 2024")
        ((_label, values),) = figure.drawn
        first = [values[dt.date(2024, month, 1)] for month in (1, 2, 3)]
        assert [each.expected for each in first[:2]] == [None, None]
        assert first[2].expected == pytest.approx(4 / 3, abs=1e-4)
        assert not figure.drawing().gaps
        assert figure.has_gaps
        client.force_login(reader)
        page = client.get(f"/figures/{series.pk}/").content.decode()
        assert "1.33 (1 incident)" in page
        assert "no value" in page

    def test_rates_state_their_population_and_its_source(self, client):
        series = counted(group_by="country", transform={"per": 1_000_000})
        reader = member(series.project, "reader")
        figure = figure_of(series, reader)
        rates = dict(figure.drawn)
        january = rates["Afghanistan"][dt.date(2024, 1, 1)]
        assert january.expected == pytest.approx(1 / 42.647492, abs=1e-4)
        assert figure.drawing().panels[0].line
        client.force_login(reader)
        page = client.get(f"/figures/{series.pk}/").content.decode()
        assert "Afghanistan: 42,647,492 inhabitants in 2024." in page
        assert "World Bank" in page
        assert "CC BY 4.0" in page

    def test_api_has_the_numbers_as_counted_and_after_the_transform(self):
        series = counted(transform={"cumulated": True, "base": "2024-02"})
        api = APIClient()
        api.force_authenticate(member(series.project, "reader"))
        rows = api.get(f"/api/v1/series/{series.pk}/points/").json()["results"]
        assert [row["n_expected"] for row in rows[:3]] == [1, 2, 1]
        assert [row["value"] for row in rows[:3]] == [pytest.approx(100 / 3), 100, 400 / 3]
        plain = counted(project=series.project)
        rows = api.get(f"/api/v1/series/{plain.pk}/points/").json()["results"]
        assert "value" not in rows[0]

    def test_a_part_of_a_chart_has_the_numbers_of_the_whole(self, client):
        series = counted(transform={"cumulated": True})
        client.force_login(member(series.project, "reader"))
        part = f"/figures/{series.pk}/charts/steps.csv?from=2024-03&to=2024-04"
        head, first, *_ = client.get(part).content.decode().splitlines()
        assert head.endswith(",coverage,value_min,value,value_max")
        assert first.endswith(",full,4.0,4.0,4.0")

    @pytest.mark.parametrize(
        ("transform", "message"),
        [
            ([], "Write {per"),
            ({"log": True}, "Write {per"),
            ({"per": 7}, "per: write one of"),
            ({"per": 1000}, "need countries"),
            ({"rolling": 1}, "rolling: write"),
            ({"rolling": 61}, "rolling: write"),
            ({"rolling": "3"}, "rolling: write"),
            ({"base": "2031"}, "no bucket with this day"),
            ({"base": 7}, "base: write"),
            ({"cumulated": "yes"}, "cumulated: write"),
            ({"cumulated": True, "rolling": 3}, "choose one"),
        ],
    )
    def test_bad_transforms_are_refused_by_name(self, transform, message):
        series = Series(
            project=ProjectFactory(),
            title="Attacks",
            start=dt.date(2024, 1, 1),
            end=dt.date(2024, 12, 31),
            transform=transform or [1],
        )
        with pytest.raises(ValidationError) as error:
            series.full_clean()
        assert message in error.value.message_dict["transform"][0]
