"""Cells as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.edtf import dates
from incidents.imports import table_cells

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2001 March 8", "2001-03-08"),
        ("2001-04-16..2001-04-20", "2001-04-16/2001-04-20"),
        ("25-5-2001", "2001-05-25"),
        ("2001-6-22..2001-6-28", "2001-06-22/2001-06-28"),
        ("2001-10-7..2001-12?", "2001-10-07/2001-12?"),
        ("2001-11-13:2001-11-14", "2001-11-13/2001-11-14"),
        ("2001-11-~15..2001-11-~30", "2001-11-15~/2001-11-30~"),
        ("2001-12-30:2002-01-03", "2001-12-30/2002-01-03"),
        ("03 January 2020", "2020-01-03"),
        ("2024-03-22 00:00:00", "2024-03-22"),
        ("4/4/2001", "2001-04-04"),
        ("2024-03", "2024-03"),
        ("early March 2024", "2024-03-01/2024-03-10"),
        ("16 to 19 January 2013", "2013-01-16/2013-01-19"),
        ("Twelve of November of two thousand and one", None),
        ("last week", None),
    ],
)
def test_dates(text, found):
    assert table_cells.cell_date(text) == found


def test_an_ambiguous_day_is_asked_for():
    with pytest.raises(table_cells.CellError, match="whether the day comes first"):
        table_cells.cell_date("5/4/2001")
    assert table_cells.cell_date("5/4/2001", day_first=True) == "2001-04-05"
    assert table_cells.cell_date("5/4/2001", day_first=False) == "2001-05-04"


@pytest.mark.parametrize(
    "text", ["31/02/2013", "2013-02-30", "2001-13-01", "45123", "2020-5-1/2020-4-1"]
)
def test_days_that_do_not_exist_are_refused(text):
    with pytest.raises(table_cells.CellError):
        table_cells.cell_date(text, day_first=True)


@given(st.dates(min_value=dt.date(1900, 1, 1)), st.sampled_from("/.-"), st.booleans())
def test_any_day_reads_the_same_in_each_order(day, mark, day_first):
    parts = (day.day, day.month) if day_first else (day.month, day.day)
    assert (
        table_cells.cell_date(mark.join(map(str, (*parts, day.year))), day_first) == day.isoformat()
    )
    assert table_cells.cell_date(f"{day.year}{mark}{day.month}{mark}{day.day}") == day.isoformat()


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader_and_what_is_read_is_valid(text):
    try:
        found = table_cells.cell_date(text)
    except table_cells.CellError:
        found = None
    assert found is None or dates.parse(found)
    for each in table_cells.casualty_estimates(text):
        known = [value for value in each[1:4] if value is not None]
        assert known == sorted(known)
    assert all(each.name for each in table_cells.actor_names(text))
    table_cells.absence_of(text)


def test_dates_of_three_cells():
    assert table_cells.date_of_parts("2013", "1", "16.0") == "2013-01-16"
    assert table_cells.date_of_parts("2013", "1", "0") == "2013-01"
    assert table_cells.date_of_parts("2013", "0", "5") == "2013"
    assert table_cells.date_of_parts("", "", "") is None
    with pytest.raises(table_cells.CellError):
        table_cells.date_of_parts("2013", "13", "1")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("18", [("", 18, 18, 18, "exact")]),
        ("18.0", [("", 18, 18, 18, "exact")]),
        ("0", [("", 0, 0, 0, "exact")]),
        ("20+", [("", 20, None, None, "at_least")]),
        ("more than 150", [("", 151, None, None, "more_than")]),
        ("Dozens", [("", 24, None, 99, "dozens")]),
        ("c. 30", [("", None, 30, None, "about")]),
        ("39-40", [("", 39, None, 40, "between")]),
        ("1,200", [("", 1200, 1200, 1200, "exact")]),
        ("18 (+1)", [("victims", 18, 18, 18, "exact"), ("perpetrators", 1, 1, 1, "exact")]),
        ("many", []),
        ("", []),
    ],
)
def test_figures(text, found):
    assert [tuple(each) for each in table_cells.casualty_estimates(text)] == [
        (*each, "") for each in found
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Taliban", [("Taliban", False)]),
        ("Taliban or Islamic State", [("Taliban", True), ("Islamic State", True)]),
        ("Boko Haram (suspected)", [("Boko Haram", True)]),
        ("suspected AQIM", [("AQIM", True)]),
        ("AQIM?", [("AQIM", True)]),
        ("JNIM; ISGS", [("JNIM", False), ("ISGS", False)]),
        ("Army of Victory", [("Army of Victory", False)]),
        (" ; ", []),
    ],
)
def test_names(text, found):
    assert [tuple(each) for each in table_cells.actor_names(text)] == found


def test_three_absences_are_three():
    assert [table_cells.absence_of(text) for text in ("", "Unknown", "n/a", "-99", "3")] == [
        None,
        "unknown",
        "not_applicable",
        "unknown",
        None,
    ]
