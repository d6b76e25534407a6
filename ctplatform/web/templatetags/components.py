"""Small components of pages: chips, states, grades, stances, and dates in words.

Each colour is accompanied by a shape, a sign or a word. `drawings.py` has those with geometry.
"""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, ngettext

from ctplatform.curation.pages.people import who_did
from ctplatform.record_types.registry import record_type_named
from ctplatform.web.bidirectional import isolated
from ctplatform.web.templatetags.shapes import DISCS, OTHER_ICONS, STANCES

register = template.Library()

_OF_MARKUP = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}
"""Characters of markup as JSON escapes them."""

_OTHER_LABELS = {
    "series": gettext_lazy("Series"),
    "check": gettext_lazy("Check"),
    "code": gettext_lazy("Code"),
}
_STATES = {
    "candidate": ("half", gettext_lazy("Candidate")),
    "published": ("full", gettext_lazy("Published")),
    "withdrawn": ("empty", gettext_lazy("Withdrawn")),
}
_ABSENCES = {
    "unknown": gettext_lazy("Unknown"),
    "uncoded": gettext_lazy("Not coded yet"),
    "not_applicable": gettext_lazy("Not applicable"),
}
_STANCE_WORDS = {
    "supports": gettext_lazy("supports"),
    "contradicts": gettext_lazy("contradicts"),
    "mentions": gettext_lazy("mentions"),
    "rival": gettext_lazy("states another value"),
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
    """The shape of a record kind, without text: `{% shape "incident" %}`."""
    return _svg(_icon_and_label(kind)[0], 10)


def _icon_and_label(kind):
    """The icon and the label of a type of record, or of something else that has an icon."""
    record_type = record_type_named(kind)
    if record_type is None:
        return OTHER_ICONS[kind], _OTHER_LABELS[kind]
    return record_type.icon, record_type.label


@register.simple_tag
def chip(kind, title, url=""):
    """A link to a record with the shape of its kind; without a url, plain text."""
    name = "a" if url else "span"
    href = format_html(' href="{}"', url) if url else ""
    icon, label = _icon_and_label(kind)
    return format_html(
        '<{0} class="chip"{1}>{2}<span class="visually-hidden">{3}</span>'
        '<span dir="auto">{4}</span></{0}>',
        name,
        href,
        _svg(icon, 10),
        label,
        title,
    )


@register.simple_tag
def state(disc, words):
    """The progress of something: an empty, half or full disc, or a diamond for doubt, and words."""
    extra = " state-doubt" if disc == "doubt" else ""
    return format_html(
        '<span class="state{}">{}<span>{}</span></span>', extra, _svg(DISCS[disc], 10), words
    )


@register.simple_tag
def record_state(value):
    """The state of a curated record: candidate, published or withdrawn."""
    return state(*_STATES[value])


@register.simple_tag
def stance(role):
    """The stance of a passage: supports, contradicts or mentions; others look like mentions."""
    kind = role if role in STANCES else "mentions"
    return format_html(
        '<span class="stance stance-{}">{}{}</span>',
        kind,
        _svg(STANCES[kind], 13),
        _STANCE_WORDS.get(role, role),
    )


@register.simple_tag
def grade(letters):
    """An Admiralty grade such as `B2` (or `B`, or `2`); "" if there is none."""
    letters = str(letters or "")
    if not letters:
        return ""
    extra = " grade-open" if set(letters) & {"F", "6"} else ""
    words = grade_in_words(letters)
    return format_html('<abbr class="grade{}" title="{}">{}</abbr>', extra, words, letters)


@register.filter
def grade_in_words(letters):
    """The grade in words: “usually reliable, probably true” for B2."""
    tables = (_RELIABILITY, _CREDIBILITY)
    return ", ".join(str(t[each]) for each in str(letters) for t in tables if each in t)


@register.simple_tag
def tlp(marking):
    """A TLP 2.0 label in its prescribed colour on black; "" without a marking."""
    name = str(marking or "").lower().removeprefix("tlp:")
    if not name:
        return ""
    return format_html(
        '<span class="tlp tlp-{}">TLP:{}</span>', name.removesuffix("+strict"), name.upper()
    )


@register.simple_tag
def key(letter):
    """A keyboard shortcut, shown beside the element that has `data-key`.

    Write a modifier as `Ctrl`; on Apple's systems pages show `⌘` instead.
    """
    return format_html('<kbd class="key key-hint" aria-hidden="true">{}</kbd>', letter)


@register.simple_tag
def absence(kind):
    """Why a field is empty: `unknown`, `uncoded` or `not_applicable`, each with its own look."""
    words = _ABSENCES[kind]
    return format_html('<span class="absence absence-{}">{}</span>', kind, words)


@register.filter
def person(user):
    """A user's name, else the username; "" for None.

    A name in Arabic or Hebrew script is isolated, so that the words beside it keep their order.
    """
    return isolated(getattr(user, "name", "") or getattr(user, "username", ""))


register.filter(who_did)


@register.filter
def initials_of(name):
    """The initials of the first and the last word of a name."""
    words = str(name).split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@register.filter
def day(value):
    """A date or time as `4 Feb 2014`; "" for None."""
    if not value:
        return ""
    return format_date(timezone.localtime(value) if isinstance(value, datetime) else value, "j M Y")


@register.filter
def age(moment):
    """The time since a moment, in the largest unit that fits: `20 min`, `3 h`, `6 d`."""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s min", "%(n)s min", minutes) % {"n": max(minutes, 0)}
    if minutes < 60 * 24:
        return ngettext("%(n)s h", "%(n)s h", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s d", "%(n)s d", minutes // 1440) % {"n": minutes // 1440}


@register.simple_tag
def marked(before, quote, after):
    """A passage marked between the words around it: “…before <mark>quote</mark> after…”."""
    before, after = f"…{before}" if before else "", f"{after}…" if after else ""
    return format_html("{}<mark>{}</mark>{}", before, quote, after)


@register.simple_tag
def parts_in(parts, tag):
    """The parts of a text, [(words, whether changed)]: those that changed as `del` or `ins`."""
    return format_html_join(
        "",
        "{}{}{}",
        ((_tag(tag, changed), words, _tag(f"/{tag}", changed)) for words, changed in parts),
    )


def _tag(name, is_written):
    return format_html("<{}>", name) if is_written else ""


@register.filter
def json_ld_script(text):
    """A block with JSON-LD for search engines, which browsers do not run; "" for no text."""
    if not text:
        return ""
    data = mark_safe(text.translate(_OF_MARKUP))  # noqa: S308 - without characters of markup
    return format_html('<script type="application/ld+json">{}</script>', data)
