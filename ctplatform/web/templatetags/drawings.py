"""Small drawings: annotation strip, sparkline, bars of evidence, progress.

Geometry is in attributes, colour in the classes of charts.css.
"""

from django import template
from django.template.defaultfilters import floatformat
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

LANES = 6
UNKNOWN = "unknown"
"""The value of a bucket whose number is unknown; None means that it was not covered."""


@register.simple_tag
def strip(lanes, length, width=190):
    """Where annotations are in a text: one lane per family of codes, from its start to its end.

    `lanes`: [{"colour": "ochre", "spans": [(start, end), ...]}, ...] in the order of the codes;
    `length`: the text's code points.
    """
    height = LANES * 4
    rules = format_html_join(
        "",
        '<path class="strip-lane" d="M0 {0}H{1}"/>',
        ((lane * 4 + 1.5, width) for lane in range(LANES)),
    )
    drawn = [(_lane(n, lane, length, width),) for n, lane in enumerate(lanes[:LANES])]
    count = sum(len(lane["spans"]) for lane in lanes)
    words = ngettext("%(n)s mark", "%(n)s marks", count) % {"n": count}
    return format_html(
        '<svg class="strip" role="img" aria-label="{}" viewBox="0 0 {} {}"'
        ' width="{}" height="{}">{}{}</svg>',
        words, width, height, width, height, rules, format_html_join("", "{}", drawn),
    )  # fmt: skip


def _lane(number, lane, length, width):
    rects = format_html_join(
        "",
        '<rect class="strip-mark" x="{}" y="{}" width="{}" height="3"/>',
        ((x, number * 4, w) for x, w in _merged(lane["spans"], width / max(length, 1))),
    )
    return format_html('<g data-colour="{}">{}</g>', lane["colour"], rects)


def _merged(spans, scale):
    """Boxes (x, width) in pixels of the spans, at least 3 wide; adjacent ones are joined."""
    boxes = []
    for start, end in sorted(spans):
        x, right = round(start * scale), max(round(end * scale), round(start * scale) + 3)
        if boxes and x <= boxes[-1][1]:
            boxes[-1][1] = max(boxes[-1][1], right)
        else:
            boxes.append([x, right])
    return [(x, right - x) for x, right in boxes]


@register.simple_tag
def draw_marks(marks):
    """The marks of a chart ([charts.chart_marks.Mark]) as links to the records behind them.

    The title is the value in words; marks without a url are groups. Built here rather than in a
    template, since there are many.
    """
    return format_html_join(
        "\n",
        '<{} class="mark" {}="{}"><title>{}</title>'
        '<rect class="mark-area" x="{}" y="{}" width="{}" height="{}"/></{}>',
        (
            (*(("a", "href", each.url) if each.url else ("g", "role", "img")), each.words,
             each.x, each.y, each.width, each.height, "a" if each.url else "g")
            for each in marks
        ),
    )  # fmt: skip


@register.simple_tag
def sparkline(values, width=140, height=28, marks=None):
    """A small line chart, with its description printed beside it.

    A ring is at the peak and a disc at the end; buckets without coverage (None) are hatched, and
    unknown ones (UNKNOWN) have no line. `marks` ([charts.chart_marks.Mark]) are its clickable
    points, if any.
    """
    known = [value for value in values if _is_known(value)]
    if not known:
        return ""
    top, step = max(max(known), 1), width / max(len(values) - 1, 1)
    points = [
        (round(n * step, 1), round(height - 2 - (height - 6) * value / top, 1), value)
        for n, value in enumerate(values)
        if _is_known(value)
    ]
    peak = max(points, key=lambda point: point[2])
    label = _("from %(first)s to %(last)s, highest %(peak)s") % {
        "first": floatformat(known[0], -1), "last": floatformat(known[-1], -1),
        "peak": floatformat(peak[2], -1),
    }  # fmt: skip
    return format_html(
        '<svg class="spark" role="{}" data-marks aria-label="{}" viewBox="-4 0 {} {}"'
        ' width="{}" height="{}">{}<path class="spark-base" d="M0 {}.5H{}"/>{}'
        '<circle class="spark-peak" cx="{}" cy="{}" r="2.2"/>'
        '<circle class="spark-last" cx="{}" cy="{}" r="3"/>{}</svg>'
        '<small class="spark-words" aria-hidden="true">{}</small>',
        "img" if marks is None else "group", label, width + 8, height, width + 8, height,
        _gaps(values, step, height), height - 1, width,
        _pieces(values, points), peak[0], peak[1], points[-1][0], points[-1][1],
        "" if marks is None else draw_marks(marks), label,
    )  # fmt: skip


def _is_known(value):
    return value is not None and value != UNKNOWN


def _pieces(values, points):
    """The line, interrupted where a value is missing; a single value between gaps is a dash."""
    by_x, pieces, pen_down = iter(points), [], False
    for value in values:
        if not _is_known(value):
            pen_down = False
            continue
        x, y, _value = next(by_x)
        if not pen_down:
            pieces.append([])
        pieces[-1].append(f"{x} {y}")
        pen_down = True
    drawn = (f"M{'L'.join(piece)}" + ("h2" if len(piece) == 1 else "") for piece in pieces)
    return format_html('<path class="spark-line" d="{}"/>', "".join(drawn))


def _gaps(values, step, height):
    return format_html_join(
        "",
        '<rect class="not-covered" x="{}" y="0" width="{}" height="{}" fill="url(#hatch)"/>',
        (
            (round(n * step, 1), round(step, 1), height)
            for n, value in enumerate(values)
            if value is None
        ),
    )


@register.simple_tag
def bars(supporting, contradicting=0, most=10):
    """The number of passages for and against: the total, then one bar each (hollow if against)."""
    shown = (["currentColor"] * supporting + ["none"] * contradicting)[:most]
    rects = format_html_join(
        "",
        '<rect x="{}.5" y=".5" width="4" height="9" fill="{}"/>',
        ((n * 7, fill) for n, fill in enumerate(shown)),
    )
    label = _("%(n)s for, %(m)s against") % {"n": supporting, "m": contradicting}
    return format_html(
        '<span class="number" aria-hidden="true">{}</span>'
        '<svg class="bars" role="img" aria-label="{}" width="{}" height="10">{}</svg>',
        supporting + contradicting, label, max(len(shown) * 7, 1), rects,
    )  # fmt: skip


@register.simple_tag
def progress(done, total, refused=0):
    """A progress bar of a job's rows, 6 px high; its end is hatched for the refused rows."""
    share = 100 * done / total if total else 0
    bad = min(share, 100 * refused / total if total else 0)
    return format_html(
        '<svg class="progress" role="img" aria-label="{} %" viewBox="0 0 100 6"'
        ' preserveAspectRatio="none"><rect width="{}" height="6"/><rect class="refused" x="{}"'
        ' width="{}" height="6"/></svg>',
        round(share), round(share - bad, 2), round(share - bad, 2), round(bad, 2),
    )  # fmt: skip
