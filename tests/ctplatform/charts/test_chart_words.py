"""Words of charts: labels keep their dates, keys of whole numbers have whole numbers."""

from types import SimpleNamespace

import pytest

from ctplatform.charts.figures import calendar_heat_map, estimate_plot
from incidents.events.queries.participants import Part, part_words
from incidents.templatetags.charts import shades
from incidents.templatetags.figures import latest


def point(low, expected, high, *, is_open=False, without_best=0):
    return SimpleNamespace(
        n_min=low, n_expected=expected, n_max=high, is_open=is_open, without_best=without_best
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (point(45, 45.0, 57), "45\N{EN DASH}57"),
        (point(45, 50.0, 57), "50"),
        (point(45, 45.0, 45), "45"),
        (point(45, 45.0, 57, is_open=True), "at least 45"),
        (point(45, 45.0, 57, without_best=1), "at least 45"),
        (point(0, None, 57, without_best=1), "not known"),
        (None, ""),
    ],
)
def test_the_last_number_of_a_series_is_not_the_lower_end_of_a_range_alone(given, words):
    assert latest(given) == words


def test_a_long_label_keeps_its_date():
    title, end = "Bombing of the market of a town with a long name", " (9 to 10 February 2016)"
    estimate = estimate_plot.Estimate(f"{title}{end}", 1, 2, 3, end=end)
    (row,) = estimate_plot.draw([estimate]).rows
    assert row.label.startswith("Bombing of")
    assert row.label.endswith("… (9 to 10 February 2016)")
    short = estimate_plot.Estimate(f"Siege{end}", 1, 2, 3, end=end)
    assert estimate_plot.draw([short]).rows[0].label == f"Siege{end}"


def key_of(most, *values):
    steps = calendar_heat_map.shade_steps(most)
    totals = {n: SimpleNamespace(expected=value) for n, value in enumerate(values)}
    return [
        words
        for _shade, words in shades(
            SimpleNamespace(totals=totals, wide=SimpleNamespace(steps=steps))
        )
    ]


def test_the_key_of_a_calendar_of_whole_numbers_has_whole_numbers():
    assert key_of(3, 0, 1.0, 3) == ["1", "2", "3"]
    assert "0" not in key_of(12, 12, 1)
    assert key_of(12, 12, 1)[-1].endswith("to 12")
    assert key_of(3, 0.5, 3)[0].startswith("more than 0, up to ")


def test_suspected_is_said_once_of_a_participant():
    suspected = Part("id", "Group", "suspected_perpetrator", "suspected")
    assert part_words(suspected) == "Group: suspected perpetrator"
    assert part_words(suspected._replace(certainty="alleged")).endswith("perpetrator, alleged")
    assert part_words(suspected._replace(role="perpetrator")) == "Group: suspected"
