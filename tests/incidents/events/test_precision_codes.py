"""How exactly a date is known, in the codes of others."""

import pytest

from ctplatform.edtf.dates import parse
from incidents.events.precision_codes import codes_of, where_codes_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("edtf", "ours", "ucdp", "acled", "gtd"),
    [
        ("2024-03-22", 1, 1, 1, (2024, 3, 22)),
        ("2013-01-16/2013-01-19", 2, 2, 2, (2013, 1, 0)),
        ("2013-01-30/2013-02-02", 2, 2, 2, (2013, 0, 0)),
        ("2024-04-01/2024-04-07", 3, 3, 2, (2024, 4, 0)),
        ("2024-04-01/2024-04-08", 4, 4, 3, (2024, 4, 0)),
        ("2024-03", 4, 4, 3, (2024, 3, 0)),
        ("2024-02", 4, 4, 3, (2024, 2, 0)),
        ("2024-01/2024-04", 5, 5, None, (2024, 0, 0)),
        ("2024-21", 5, 5, None, (2024, 0, 0)),
        ("2024", 5, 5, None, (2024, 0, 0)),
        ("2014-24", 5, 5, None, None),
        ("2023/2024", 6, None, None, None),
        ("199X", 6, None, None, None),
        ("2015/..", 7, None, None, None),
        ("/2024-04-13", 7, None, None, None),
    ],
)
def test_the_width_of_a_date_decides(edtf, ours, ucdp, acled, gtd):
    date = parse(edtf)
    assert codes_of(date.earliest, date.latest) == (ours, ucdp, acled, gtd)


def test_a_day_that_is_about_is_no_exact_day():
    day = parse("2024-03-22~")
    assert codes_of(day.earliest, day.latest, True) == (2, 2, 2, (2024, 3, 0))
    month = parse("2024-03~")
    assert codes_of(month.earliest, month.latest, True) == (4, 4, 3, (2024, 3, 0))


@pytest.mark.parametrize(
    ("kind", "within_m", "ucdp", "acled", "gtd"),
    [
        ("venue", None, 1, 1, 1),
        ("city", 25_000, 2, 2, 3),
        ("city", 60_000, 4, 3, 4),
        ("unspecified", 10_000, 2, 2, 3),
        ("unspecified", None, None, None, 5),
        ("admin2", None, 3, 2, 3),
        ("admin1", None, 4, 3, 4),
        ("line_feature", None, 5, None, 5),
        ("country", None, 6, None, 5),
        ("water_airspace", None, 7, None, 5),
        ("region", None, None, None, 5),
        (None, None, None, None, None),
    ],
)
def test_the_kind_and_the_radius_of_a_place_decide(kind, within_m, ucdp, acled, gtd):
    assert where_codes_of(kind, within_m) == (ucdp, acled, gtd)


def test_without_a_place_the_country_is_what_is_known():
    assert where_codes_of(None, None, True) == (6, None, 5)
    assert where_codes_of("unspecified", None, True) == (6, None, 5)
