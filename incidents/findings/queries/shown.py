"""Findings of a series as a page shows them: sentences, and marks on its chart."""

from dataclasses import dataclass, field

from ctplatform.charts.time_series_chart import Drawing
from incidents.findings.models import SeriesFindings
from incidents.findings.queries.words import GroupFindings, sentences
from incidents.series.models.series import TOTAL
from incidents.series.queries.groups.labels import labels_of

ABOVE = 5
"""The distance of a peak's mark from the top of its panel, in SVG user units."""


@dataclass
class Marked:
    """What is marked on a chart, in SVG user units.

    `peaks` are (x, y), `lulls` (x, width, y).
    """

    peaks: list = field(default_factory=list)
    lulls: list = field(default_factory=list)


def current_findings(series) -> SeriesFindings | None:
    """The findings of the present definition of a series; None if there are none yet.

    Those of another definition are not shown: its readers may have been others.
    """
    rows = SeriesFindings.objects.defer("states", "movement")
    return rows.filter(series=series, version=series.version).first()


def findings_in_words(series, row: SeriesFindings, user) -> list[GroupFindings]:
    """Stored findings in words, with names of groups as the user may see them."""
    return sentences(series, row.results, names_of_groups(series, row, user))


def names_of_groups(series, row: SeriesFindings, user) -> dict[str, str]:
    """{group: its name as the user may see it} of stored findings."""
    groups = {each["group"] for each in row.results} - {TOTAL}
    return labels_of(series, sorted(groups), user)


def marked(figure, drawing: Drawing, row: SeriesFindings | None) -> Marked:
    """The marks of the findings on a drawing of a figure."""
    found = Marked()
    columns = dict(zip((day.isoformat() for day in figure.days), drawing.columns, strict=True))
    groups = [group for group, _label, _points in figure.groups] or [TOTAL]
    panels = dict(zip(groups, drawing.panels, strict=True))
    for each in row.results if row else ():
        panel = panels.get(each["group"])
        if panel is None or "result" not in each:
            continue
        if each["method"] == "peaks":
            found.peaks += _peaks(each["result"], panel, columns)
        elif each["method"] == "lulls":
            found.lulls += _lulls(each["result"], panel, columns)
    return found


def _peaks(result, panel, columns):
    for each in result:
        if each["place"] in columns:
            x, width = columns[each["place"]]
            yield round(x + width / 2, 2), round(panel.top - ABOVE, 2)


def _lulls(result, panel, columns):
    for run in result:
        if run["first"] in columns and run["last"] in columns:
            left = columns[run["first"]][0]
            right = sum(columns[run["last"]])
            yield left, round(right - left, 2), panel.base
