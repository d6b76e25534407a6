"""Small drawings: strip, sparkline, bars of evidence, progress.

Geometry stands in attributes, colour in the classes of charts.css.
"""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

LANES = 6


@register.simple_tag
def strip(lanes, length, width=190):
    """Where marks lie in a text: one lane per code family, from its start to its end.

    `lanes`: [{"colour": "ochre", "spans": [(start, end), ...]}, ...] in code order;
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
    """Pixel boxes (x, width) of sorted spans, at least 3 wide, those that touch drawn as one."""
    boxes = []
    for start, end in sorted(spans):
        x, right = round(start * scale), max(round(end * scale), round(start * scale) + 3)
        if boxes and x <= boxes[-1][1]:
            boxes[-1][1] = max(boxes[-1][1], right)
        else:
            boxes.append([x, right])
    return [(x, right - x) for x, right in boxes]


@register.simple_tag
def sparkline(values, width=140, height=28):
    """A series in small: ring at the peak, disc last, hatching where nothing was covered (None)."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    top, step = max(max(known), 1), width / max(len(values) - 1, 1)
    points = [
        (round(n * step, 1), round(height - 2 - (height - 6) * value / top, 1), value)
        for n, value in enumerate(values)
        if value is not None
    ]
    peak = max(points, key=lambda point: point[2])
    label = _("from %(first)s to %(last)s, highest %(peak)s") % {
        "first": known[0], "last": known[-1], "peak": peak[2],
    }  # fmt: skip
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" viewBox="-4 0 {} {}"'
        ' width="{}" height="{}">{}<path class="spark-base" d="M0 {}.5H{}"/>{}'
        '<circle class="spark-peak" cx="{}" cy="{}" r="2.2"/>'
        '<circle class="spark-last" cx="{}" cy="{}" r="3"/></svg>',
        label, width + 8, height, width + 8, height, _gaps(values, step, height), height - 1, width,
        _pieces(values, points), peak[0], peak[1], points[-1][0], points[-1][1],
    )  # fmt: skip


def _pieces(values, points):
    """The line, broken where a value is missing."""
    by_x, path, pen_down = iter(points), [], False
    for value in values:
        if value is None:
            pen_down = False
            continue
        x, y, _value = next(by_x)
        path.append(f"{'L' if pen_down else 'M'}{x} {y}")
        pen_down = True
    return format_html('<path class="spark-line" d="{}"/>', "".join(path))


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
    """How many passages stand for and against: the count, then a bar each (hollow against)."""
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
    """A bar of a job's rows, 6 px high; the refused rows are the hatched end of what is done."""
    share = 100 * done / total if total else 0
    bad = min(share, 100 * refused / total if total else 0)
    return format_html(
        '<svg class="progress" role="img" aria-label="{} %" viewBox="0 0 100 6"'
        ' preserveAspectRatio="none"><rect width="{}" height="6"/><rect class="refused" x="{}"'
        ' width="{}" height="6"/></svg>',
        round(share), round(share - bad, 2), round(share - bad, 2), round(bad, 2),
    )  # fmt: skip
