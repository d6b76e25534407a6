"""The small marks of the interface: a chip, a disc, a grade, a stance, and dates in words.

Each colour is doubled here by a shape, a sign or a word. What has geometry stands in `drawing.py`.
"""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ctplatform.templatetags.shapes import DISCS, KINDS, STANCES

register = template.Library()

_KIND_WORDS = {
    "incident": gettext_lazy("Incident"),
    "actor": gettext_lazy("Actor"),
    "assessment": gettext_lazy("Assessment"),
    "warning": gettext_lazy("Warning"),
    "allegation": gettext_lazy("Allegation"),
    "series": gettext_lazy("Series"),
    "check": gettext_lazy("Check"),
    "place": gettext_lazy("Place"),
    "source": gettext_lazy("Source"),
    "code": gettext_lazy("Code"),
}
_STANCE_WORDS = {
    "supports": gettext_lazy("supports"),
    "contradicts": gettext_lazy("contradicts"),
    "mentions": gettext_lazy("mentions"),
}
_RELIABILITY = {
    "A": gettext_lazy("completely reliable"),
    "B": gettext_lazy("usually reliable"),
    "C": gettext_lazy("fairly reliable"),
    "D": gettext_lazy("not usually reliable"),
    "E": gettext_lazy("unreliable"),
    "F": gettext_lazy("reliability cannot be judged"),
}
_CREDIBILITY = {
    "1": gettext_lazy("confirmed"),
    "2": gettext_lazy("probably true"),
    "3": gettext_lazy("possibly true"),
    "4": gettext_lazy("doubtful"),
    "5": gettext_lazy("improbable"),
    "6": gettext_lazy("truth cannot be judged"),
}


def _svg(inside, size):
    return format_html(
        '<svg viewBox="0 0 {0} {0}" width="{0}" height="{0}" aria-hidden="true">{1}</svg>',
        size,
        mark_safe(inside),  # noqa: S308 - our own constants
    )


@register.simple_tag
def shape(kind):
    """The shape of a record kind, without words: `{% shape "incident" %}`."""
    return _svg(KINDS[kind], 10)


@register.simple_tag
def chip(kind, title, url=""):
    """A link to a record, its shape first; plain text without a url."""
    name = "a" if url else "span"
    href = format_html(' href="{}"', url) if url else ""
    return format_html(
        '<{0} class="chip"{1}>{2}<span class="visually-hidden">{3}</span>'
        '<span dir="auto">{4}</span></{0}>',
        name,
        href,
        _svg(KINDS[kind], 10),
        _KIND_WORDS[kind],
        title,
    )


@register.simple_tag
def state(disc, words):
    """How far something has come: empty, half, full, or doubt (a diamond); always with words."""
    extra = " state-doubt" if disc == "doubt" else ""
    return format_html(
        '<span class="state{}">{}<span>{}</span></span>', extra, _svg(DISCS[disc], 10), words
    )


@register.simple_tag
def record_state(value):
    """The state of a curated record: candidate, published or withdrawn."""
    discs = {
        "candidate": ("half", _("Candidate")),
        "published": ("full", _("Published")),
        "withdrawn": ("empty", _("Withdrawn")),
    }
    return state(*discs[value])


@register.simple_tag
def stance(role):
    """Whether a passage supports, contradicts or mentions; other roles look like mentions."""
    kind = role if role in STANCES else "mentions"
    return format_html(
        '<span class="stance stance-{}">{}{}</span>',
        kind,
        _svg(STANCES[kind], 13),
        _STANCE_WORDS.get(role, role),
    )


@register.simple_tag
def grade(letters):
    """An Admiralty grade such as `B2` (or `B`, or `2`); nothing where there is none."""
    letters = str(letters or "")
    if not letters:
        return ""
    extra = " grade-open" if set(letters) & {"F", "6"} else ""
    words = grade_in_words(letters)
    return format_html('<abbr class="grade{}" title="{}">{}</abbr>', extra, words, letters)


@register.filter
def grade_in_words(letters):
    """“usually reliable, probably true” for B2."""
    tables = (_RELIABILITY, _CREDIBILITY)
    return ", ".join(str(t[each]) for each in str(letters) for t in tables if each in t)


@register.simple_tag
def tlp(marking):
    """A TLP 2.0 label in its prescribed colour on black; nothing where there is no marking."""
    name = str(marking or "").lower().removeprefix("tlp:")
    if not name:
        return ""
    return format_html(
        '<span class="tlp tlp-{}">TLP:{}</span>', name.removesuffix("+strict"), name.upper()
    )


@register.simple_tag
def key(letter):
    """A key, printed where it works; the element it belongs to carries `data-key`."""
    return format_html('<kbd class="key key-hint" aria-hidden="true">{}</kbd>', letter)


@register.simple_tag
def absence(kind):
    """Why a field is empty: `unknown`, `uncoded` or `not_applicable`; three looks, never alike."""
    words = {
        "unknown": _("Unknown"),
        "uncoded": _("Not coded yet"),
        "not_applicable": _("Not applicable"),
    }
    return format_html('<span class="absence absence-{}">{}</span>', kind, words[kind])


@register.filter
def person(user):
    """A person's name as pages say it: the name, else the user name; empty for nobody."""
    return getattr(user, "name", "") or getattr(user, "username", "")


@register.filter
def initials_of(name):
    """Two letters for a person's name: of its first and last word."""
    words = str(name).split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@register.filter
def day(value):
    """A date or moment as `4 Feb 2014`; empty for none."""
    if not value:
        return ""
    return format_date(timezone.localtime(value) if isinstance(value, datetime) else value, "j M Y")


@register.filter
def edtf_words(value):
    """An EDTF date in words: `2013-06` is June 2013, `2013~` about 2013, `../2013` up to 2013."""
    text = str(value or "")
    start, slash, end = text.partition("/")
    if not slash:
        return _one_date(text)
    if end == "..":
        return _("%(day)s onwards") % {"day": _one_date(start)}
    if start == "..":
        return _("up to %(day)s") % {"day": _one_date(end)}
    return _("%(start)s to %(end)s") % {"start": _one_date(start), "end": _one_date(end)}


_ONE_DATE_FORMATS = {1: "Y", 2: "F Y", 3: "j M Y"}


def _one_date(text):
    plain = text.rstrip("~?%")
    try:
        parts = [int(part) for part in plain.split("-")]
        words = format_date(date(*[*parts, 1, 1][:3]), _ONE_DATE_FORMATS[len(parts)])
    except (ValueError, TypeError, KeyError):  # not one of the plain forms: show what was written
        return text
    marks = {"~": _("about %(day)s"), "?": _("perhaps %(day)s"), "%": _("perhaps about %(day)s")}
    return marks.get(text[-1], "%(day)s") % {"day": words}


@register.filter
def age(moment):
    """How long ago, in the largest unit that fits: `20 min`, `3 h`, `6 d`."""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s min", "%(n)s min", minutes) % {"n": max(minutes, 0)}
    if minutes < 60 * 24:
        return ngettext("%(n)s h", "%(n)s h", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s d", "%(n)s d", minutes // 1440) % {"n": minutes // 1440}
