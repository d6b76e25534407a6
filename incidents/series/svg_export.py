"""A chart as a stand-alone SVG file with colours of its own, for light and dark.

On pages a stylesheet styles the same drawing; here a style element does, which the response's
Content-Security-Policy allows by its hash.
"""

import base64
import hashlib

from django.template.loader import render_to_string

from ctplatform.charts.text_layout import cut_line, wrap_text

STYLE = """
svg { background: #fcfcfa; font: 12px "IBM Plex Sans", system-ui, sans-serif; }
text { fill: #465054; unicode-bidi: plaintext; }
.title, .axis-year { fill: #1b2124; font-weight: 600; }
.title { font-size: 16px; } .axis-text { fill: #616a6e; font-size: 11px; }
.grid-line { stroke: #dde0dc; } .axis-line, .hatch-line { stroke: #858d89; }
.event-line { stroke: #1b2124; } .event-disc, .event-days { fill: #1b2124; }
.event-number { fill: #fff; font-size: 10px; font-weight: 600; }
.series-1 { color: #2f72b1; } .series-2 { color: #6a4a3b; }
.series-3 { color: #5f2f73; } .series-4 { color: #456d5f; }
.series-line, .series-cap { stroke: currentColor; } .series-fine .series-line { stroke-width: 1; }
.series-band, .not-known, .end-label { fill: currentColor; }
@media (prefers-color-scheme: dark) {
svg { background: #171a1c; } text { fill: #aeb5b6; } .title, .axis-year { fill: #dfe2df; }
.axis-text { fill: #8f989b; } .grid-line { stroke: #2a2f32; }
.axis-line, .hatch-line { stroke: #6f787d; }
.event-line { stroke: #dfe2df; } .event-disc, .event-days { fill: #dfe2df; }
.event-number { fill: #121517; }
.series-1 { color: #7593c4; } .series-2 { color: #d9a480; }
.series-3 { color: #eac2e6; } .series-4 { color: #80d1af; }
.series-band, .not-known, .end-label { fill: currentColor; }
}
"""
STYLE_HASH = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"


LETTER, LINE = 6.6, 18  # width of a letter and height of a line of the words
TITLE_LETTER = 9  # width of a letter of the title
CAPTION_LINES = 2  # room for the words below the title of a series


def heading_of(title, width) -> str:
    """The title as it fits into a drawing of this width; a title element has it whole."""
    return cut_line(title, int((width - 50) / TITLE_LETTER))


def caption_lines(words, width, most=3) -> list[tuple]:
    """[(y, line)] of the words below the title of a drawing of this width, at most `most` lines."""
    lines = wrap_text(words, int((width - 50) / LETTER), most)
    return [(46 + LINE * n, line) for n, line in enumerate(lines)]


def event_lines(drawing, top) -> list[tuple]:
    """[(y, words)] of the list of the events that are drawn, in order of their numbers."""
    events = sorted(drawing.events, key=lambda each: each.span.number)
    most = int((drawing.frame.width - 16) / LETTER)
    return [(top + LINE * n + 8, cut_line(each.mark.words, most)) for n, each in enumerate(events)]


def footer_layout(below) -> dict:
    """{"source_y", "height"}: the y of the source line, below everything, and the SVG's height."""
    return {"source_y": below + 10, "height": below + LINE + 4}


def svg_of(figure) -> str:
    """The figure as a stand-alone SVG document."""
    style = f"<style>{STYLE}</style>"  # the hash allows no white space beside it
    drawing = figure.sizes[0]
    above = 38 + LINE * CAPTION_LINES
    below = above + drawing.height + 4
    events = event_lines(drawing, below)
    context = {
        "figure": figure,
        "drawing": drawing,
        "style": style,
        "heading": heading_of(figure.series.title, drawing.frame.width),
        "above": above,
        "events": events,
        **footer_layout(below + LINE * len(events)),
    }
    return render_to_string("incidents/series/picture.svg", context).lstrip()
