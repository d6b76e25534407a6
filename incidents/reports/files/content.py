"""What the files of a report have in common: pinned numbers in words, citations, what is said."""

import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.charts.queries.pinned import PinnedChart, read_pinned
from incidents.charts.svg_export import svg_of_chart
from incidents.records.models import date_in_words
from incidents.templatetags.captions import chart_in_words
from incidents.templatetags.charts import moved_since
from incidents.templatetags.figures import expected, spread

DARK = re.compile(
    r"@media \(prefers-color-scheme: dark\) \{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL
)


@dataclass
class PinnedNumbers:
    """A pinned chart for a file: the drawing as SVG, and its numbers as a table in words.

    `svg` is empty where the block is a table, or no number can be shown any more.
    """

    words: str
    since: str
    head: list[str]
    rows: list[list[str]]
    svg: str = ""


def pinned_numbers(block, user) -> PinnedNumbers:
    """Read the pinned numbers of a block for a user."""
    pinned = read_pinned(block.snapshot, user, block.drawn_as)
    chart, figure = pinned.chart, pinned.chart.figure
    head = [str(figure.series.get_bucket_display()).capitalize(), _("Total")]
    found = PinnedNumbers(
        chart_in_words(chart),
        since_in_words(pinned),
        [*head, *(str(label) for _group, label, _points in figure.groups)],
        [[str(label), *map(point_in_words, points)] for label, points in figure.rows],
    )
    if chart.is_empty:
        found.rows, found.since = [], f"{found.since} {_('These numbers can no longer be shown.')}"
    elif block.kind == "chart":
        found.svg = on_paper(svg_of_chart(chart), block.id)
    return found


def table_of(block, numbers) -> tuple:
    """(head, rows) of the table of a block, in words; empty for blocks without one."""
    if numbers:
        return (numbers.head, numbers.rows) if numbers.rows else ([], [])
    if not block.rows:
        return [], []
    unknown = _("not known")
    return (
        [_("Date"), _("Incident"), _("Fatalities")],
        [
            [row.incident.date_for_people, row.incident.title, row.fatalities or unknown]
            for row in block.rows
        ],
    )


def since_in_words(pinned: PinnedChart) -> str:
    """When a chart was pinned, and what has changed since, as its page says it."""
    day = date_format(pinned.snapshot.created, "Y-m-d")
    words = _("Pinned on %(day)s.") % {"day": day}
    if pinned.is_redefined:
        more = _(
            "The definition of the series has changed since, so its numbers cannot be compared"
            " with these."
        )
    elif pinned.now is None:
        more = _("The series was deleted since.")
    elif pinned.changed:
        more = _("The data have changed since: %(words)s.") % {"words": moved_since(pinned)}
    else:
        more = _("The data have not changed since.")
    return f"{words} {more}"


def point_in_words(point) -> str:
    """The number of a bucket with its range: “4.5 (4 to 5), partly covered”."""
    if point is None:
        return _("not covered")
    words, limits = expected(point), spread(point)
    words = f"{words} ({limits})" if limits else words
    return f"{words}, {_('partly covered')}" if point.coverage_now == "partial" else words


def on_paper(svg: str, block_id: str) -> str:
    """The drawing for white paper, with ids of its own among the drawings of one page."""
    svg = DARK.sub("", svg)
    for name in ("title", "words", "hatch"):
        mine = f"{name}-{block_id}"
        svg = svg.replace(f'id="{name}"', f'id="{mine}"').replace(f"url(#{name})", f"url(#{mine})")
    mine = f"title-{block_id} words-{block_id}"
    return svg.replace('aria-labelledby="title words"', f'aria-labelledby="{mine}"')


def citation(block, address="") -> str:
    """“Report of the ministry, paragraph 4, 3 March 2024, characters 120 to 164.”"""
    passage, (start, end) = block.passage, block.offsets
    words = [passage.source]
    if passage.published:
        words.append(date_in_words(passage.published))
    words.append(_("characters %(start)s to %(end)s") % {"start": start, "end": end})
    return f"{', '.join(filter(None, words))}. {address}".strip()


def assessment_words(assessment) -> list[str]:
    """How likely it is held, how confident its holder is, its outcome and its state, in words."""
    found = [assessment.held]
    if assessment.holder_id:
        found.append(_("held by %(name)s") % {"name": assessment.holder.name})
    if assessment.confidence:
        words = {"confidence": assessment.get_confidence_display()}
        found.append(_("confidence: %(confidence)s") % words)
    if assessment.outcome:
        found.append(_("outcome: %(outcome)s") % {"outcome": assessment.get_outcome_display()})
    found.append(str(assessment.get_state_display()))
    return [str(each) for each in found if each]
