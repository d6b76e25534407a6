"""How the register's values are said: a value or one of the three absences, a date, a position."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from ctplatform.curation.services.access import told
from ctplatform.templatetags.look import absence, grade
from incidents import countries
from incidents.estimates import chosen_or_all
from incidents.forms.dates import DateExpressionField
from incidents.models.facts import read_date
from incidents.vocabularies import LIKELIHOODS, PLACE_NAME_KINDS, STANDING_MARKS, STANDINGS

register = template.Library()
register.filter(chosen_or_all)


@register.simple_tag
def valued(record, name, words):
    """The words of a field's value; where there is none, which of the three absences it is."""
    if words not in (None, ""):
        return words
    return absence(getattr(record, "absences", {}).get(name, "uncoded"))


@register.filter
def edtf_for_people(text):
    """An EDTF expression in words; empty for none."""
    date = read_date(text)
    return date.words if date else ""


@register.simple_tag(takes_context=True)
def position(context, place):
    """Where the reader is told a place is, and how exactly; empty for nowhere."""
    told = place.position_for(context["request"].user)
    if told.lat is None:
        return ""
    within = f" ± {told.uncertainty_m / 1000:g} km" if told.uncertainty_m else ""
    point = f"{told.lat:.4f}, {told.lon:.4f}"
    return format_html('<span class="mono">{}</span>{}', point, within)


@register.simple_tag
def passages_of(evidence, name):
    """The passages that speak of one field or child collection."""
    return (evidence or {}).get(name, [])


@register.simple_tag
def standing_in_words(standing):
    """(the rung of responsibility, what lies over it), in words."""
    marks = [words for name, words in STANDING_MARKS.items() if getattr(standing, name)]
    return _(STANDINGS[standing.rung]), [_(words) for words in marks]


@register.simple_tag(takes_context=True)
def actor_name(context, actor):
    """An actor's name, or “a person” where the reader may not know who it is."""
    return actor.shown_to(context["request"].user).name


@register.simple_tag(takes_context=True)
def actor_link(context, actor):
    """The same with a link to the actor's page, where the reader may see it."""
    shown = actor.shown_to(context["request"].user)
    if shown.pk is None:
        return shown.name
    return format_html('<a href="/actors/{}/" dir="auto">{}</a>', shown.pk, shown.name)


@register.simple_tag
def graded(source, credibility):
    """The grade of a statement: its source's letter and its own digit, as far as given."""
    return grade(f"{getattr(source, 'reliability', None) or ''}{credibility or ''}")


@register.filter
def percent(fraction):
    """A probability as a percentage, without needless places."""
    return f"{fraction * 100:.1f}".rstrip("0").rstrip(".") + " %"


@register.simple_tag
def band(likelihood):
    """What a likelihood term stands for: “55 to 80 %”."""
    found = LIKELIHOODS[likelihood]
    return f"{found.low * 100:.0f} to {found.high * 100:.0f} %"


@register.simple_tag(takes_context=True)
def change_words(context, revision, record):
    """One line of a history: what was done to the record or to one of its rows."""
    row = "" if revision.target_id == record.pk else row_name(revision)
    done = {
        "publish": _("Published"),
        "create": _("%s added") % row if row else _("Made"),
        "withdraw": _("%s removed") % row if row else _("Withdrawn"),
        "merge": _("Merged"),
        "unmerge": _("Merge undone"),
        "split": _("%s moved by a split") % row if row else _("Split"),
    }
    if revision.kind in done:
        return done[revision.kind]
    columns = revision.target_kind.columns
    steps = [
        format_html(
            "<b>{}</b> {} → {}",
            columns[name].verbose_name if name in columns else name,
            *(said(value, columns.get(name)) for value in (step["from"], step["to"])),
        )
        for name, step in told(revision, revision.diff, context["request"].user).items()
    ]
    changes = format_html_join(", ", "{}", ((step,) for step in steps))
    return format_html("{}: {}", row, changes) if row else changes


def row_name(revision):
    return capfirst(revision.target_kind.model._meta.verbose_name)


def said(value, column=None):
    """A value of a diff, short; a term of a vocabulary by its label."""
    if value in (None, "", [], {}):
        return _("nothing")
    if isinstance(value, str) and column is not None and column.choices:
        return dict(column.flatchoices).get(value, value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return Truncator(str(value)).chars(60)


@register.simple_tag
def place_and_country(incident):
    """“Nairobi, Kenya”; a country that is the place itself is named once."""
    names = [incident.place.name if incident.place else "", countries.name_of(incident.country)]
    if incident.place and incident.place.iso_alpha2:
        names.pop()
    names = format_html_join(", ", "<bdi>{}</bdi>", ([name] for name in names if name))
    return format_html("<span>{}</span>", names) if names else ""


@register.filter
def stated_in_words(value):
    """What a passage states, without the marks of JSON: “low 3001”, “bombing, armed_assault”."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else value


@register.filter
def country_name(code):
    """A country in words."""
    return countries.name_of(code)


@register.filter
def is_date(field):
    """Whether a bound field takes a date in words."""
    return isinstance(field.field, DateExpressionField)


@register.filter
def name_kind(slug):
    """What kind of name of a place it is."""
    return _(PLACE_NAME_KINDS.get(slug, slug))
