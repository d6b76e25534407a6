"""A chart of any kind as a stand-alone SVG file, with colours of its own for light and dark."""

import base64
import hashlib

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ctplatform.charts.text_layout import cut_line
from incidents.charts.queries.drawn import DrawnChart
from incidents.series import svg_export
from incidents.templatetags.captions import chart_in_words

STYLE = (
    svg_export.STYLE
    + """
.peak { fill: #1b2124; } .lull { fill: #858d89; } .break-line { stroke: #1b2124; }
.finding-disc { fill: #1b2124; } .finding-number { fill: #fff; }
.shade-0 { fill: #eef0ed; } .shade { fill: #2f72b1; } .corner { fill: #1b2124; }
.shade-1 { fill-opacity: .2; } .shade-2 { fill-opacity: .4; } .shade-3 { fill-opacity: .6; }
.shade-4 { fill-opacity: .85; } .cell-number { font-size: 11px; fill: #1b2124; }
.on-5 { fill: #fff; }
.estimate-range, .estimate-open { stroke: #858d89; }
.estimate-dot { fill: #fff; stroke: #858d89; stroke-width: 2; }
.estimate-chosen { fill: #1b2124; stroke: #1b2124; }
@media (prefers-color-scheme: dark) {
.peak, .corner { fill: #dfe2df; } .break-line { stroke: #dfe2df; }
.finding-disc { fill: #dfe2df; } .finding-number { fill: #121517; }
.shade-0 { fill: #1f2326; } .shade { fill: #7593c4; } .cell-number { fill: #dfe2df; }
.on-4, .on-5 { fill: #121517; }
.estimate-dot { fill: #121517; } .estimate-chosen { fill: #dfe2df; stroke: #dfe2df; }
}
"""
)
STYLE_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"


def svg_of_chart(chart: DrawnChart) -> str:
    """The chart as a stand-alone SVG document."""
    drawing = chart.wide
    lines = svg_export.caption_lines(chart_in_words(chart), drawing.frame.width)
    above = 36 + svg_export.LINE * len(lines)
    below = above + drawing.height + 8
    events = _lines_below(chart, drawing, below) if chart.kind == "steps" else []
    context = {
        "chart": chart,
        "figure": chart.figure,
        "drawing": drawing,
        "style": f"<style>{STYLE}</style>",  # the hash allows no white space beside it
        "heading": svg_export.heading_of(chart.series.title, drawing.frame.width),
        "lines": lines,
        "above": above,
        "events": events,
        **svg_export.footer_layout(below + svg_export.LINE * len(events)),
    }
    return render_to_string("incidents/charts/picture.svg", context).lstrip()


def _lines_below(chart, drawing, top) -> list[tuple]:
    """[(y, words)] of what the numbers in a step chart stand for: breakpoints, then events."""
    shown = {number for _x, _y, number in drawing.breaks}
    lines = [
        _("Breakpoint %(number)s: %(words)s")
        % {"number": number, "words": ", ".join(filter(None, [each["label"], each["day"]]))}
        for number, each in enumerate(chart.series.breakpoints, 1)
        if number in shown
    ]
    most = int((drawing.frame.width - 16) / svg_export.LETTER)
    step = svg_export.LINE
    found = [(top + step * n + 8, cut_line(words, most)) for n, words in enumerate(lines)]
    return found + svg_export.event_lines(drawing, top + step * len(lines))
