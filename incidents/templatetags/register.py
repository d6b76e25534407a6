"""Template tags that put values of the register into words: absences, dates, positions, changes."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from ctplatform.curation.pages.comparison import Words, lines
from ctplatform.curation.registry import kind_of
from ctplatform.exchange.registry import UnknownFormat
from ctplatform.web.templatetags.components import absence, grade, record_state, tlp
from incidents.countries import countries
from incidents.events.models.incidents import type_in_words
from incidents.events.queries.participants import adds_certainty
from incidents.figures.estimates import stated_figures, used_estimates
from incidents.imports.formats.loading import find_table_reader
from incidents.language_names import language_name, script_name
from incidents.records.forms.dates import DateExpressionField
from incidents.records.models import date_in_words
from incidents.vocabularies import (
    LIKELIHOODS,
    PLACE_NAME_KINDS,
    RESPONSIBILITY_FLAGS,
    RESPONSIBILITY_LEVELS,
)

register = template.Library()
register.filter(used_estimates)
register.filter(adds_certainty)


@register.simple_tag
def valued(record, name, words):
    """The words of a field's value, or of the kind of absence where there is none."""
    if words not in (None, ""):
        return words
    return absence(getattr(record, "absences", {}).get(name, "uncoded"))


@register.simple_tag(takes_context=True)
def state_in_list(context, record):
    """The state of a record, its marking, and whether one of its fields has no passage.

    Reads `unsourced` of the page, the ids of the records with such a field. An included template
    would make a list of 50 rows a tenth slower.
    """
    shown, marking = record_state(record.state), getattr(record, "marking", "clear")
    if marking != "clear":
        shown = format_html("{} {}", shown, tlp(marking))
    if record.pk in context.get("unsourced", ()):
        doubt = '{}<br><small class="state-doubt nowrap">{}</small>'
        shown = format_html(doubt, shown, _("unsourced field"))
    return shown


@register.filter
def edtf_for_people(text):
    """An EDTF expression in words, or as written where it cannot be read; empty for none."""
    return date_in_words(text) if text else ""


@register.simple_tag(takes_context=True)
def position(context, place):
    """The position of a place and its radius, as the user may see them; empty for none."""
    position = place.position_for(context["request"].user)
    if position.lat is None:
        return ""
    within = f" ± {position.uncertainty_m / 1000:g} km" if position.uncertainty_m else ""
    point = f"{position.lat:.4f}, {position.lon:.4f}"
    return format_html('<span class="mono">{}</span>{}', point, within)


@register.filter
def coordinates(spot):
    """Latitude and longitude, with as many decimals as the longer one has, up to four."""
    pair = [round(value, 4) + 0.0 for value in (spot.lat, spot.lon)]  # + 0.0: -0.0 is 0.0
    decimals = max(len(f"{value:.4f}".rstrip("0").partition(".")[2]) for value in pair)
    return ", ".join(f"{value:.{decimals}f}" for value in pair)


@register.filter
def type_name(record):
    """The name of a record's type in the API: "incident"."""
    return kind_of(record).key


@register.simple_tag
def passages_of(evidence, name):
    """The passages linked to one field or child collection."""
    return (evidence or {}).get(name, [])


@register.simple_tag
def row_passages(evidence, row):
    """The passages linked to one row, such as one estimate."""
    found = (each for passages in (evidence or {}).values() for each in passages)
    return [passage for passage in found if passage.row == str(row.pk)]


@register.simple_tag
def level_in_words(standing):
    """(the level of the responsibility level, its flags), in words."""
    marks = [words for name, words in RESPONSIBILITY_FLAGS.items() if getattr(standing, name)]
    return _(RESPONSIBILITY_LEVELS[standing.level]), [_(words) for words in marks]


@register.simple_tag(takes_context=True)
def actor_name(context, actor):
    """An actor's name, or “a person” where the user may not see the name."""
    return actor.shown_to(context["request"].user).name


@register.simple_tag(takes_context=True)
def actor_link(context, actor):
    """The same with a link to the actor's page, where the user may see it."""
    shown = actor.shown_to(context["request"].user)
    if shown.pk is None:
        return shown.name
    return format_html('<a href="/actors/{}/" dir="auto">{}</a>', shown.pk, shown.name)


@register.simple_tag
def graded(source, credibility):
    """The Admiralty grade of a statement: its source's letter and its own digit, where given."""
    return grade(f"{getattr(source, 'reliability', None) or ''}{credibility or ''}")


@register.filter
def percent(fraction):
    """A probability as a percentage, without trailing zeros."""
    return f"{fraction * 100:.1f}".rstrip("0").rstrip(".") + " %"


@register.simple_tag
def band(likelihood):
    """The band of a likelihood term: “55 to 80 %”."""
    found = LIKELIHOODS[likelihood]
    return f"{found.low * 100:.0f} to {found.high * 100:.0f} %"


@register.simple_tag(takes_context=True)
def change_words(context, revision, record):
    """One line of a history: the change of the record or of one of its rows."""
    row = "" if revision.target_id == record.pk else row_name(revision)
    done = {
        "publish": _("Published"),
        "create": _("%s added") % row if row else _("Record created"),
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
            columns[line.name].verbose_name if line.name in columns else line.name,
            *(
                Truncator(text).chars(60) or _("nothing")
                for text in (line.live_text, line.new_text)
            ),
        )
        for line in lines(revision, _words(context))
    ]
    changes = format_html_join(", ", "{}", ((step,) for step in steps))
    return format_html("{}: {}", row, changes) if row else changes


def _words(context):
    """The Words of all revisions of the history on this page, looked up once."""
    held = context.render_context
    if "words" not in held:
        held["words"] = Words(list(context["history"]), context["request"].user)
    return held["words"]


def row_name(revision):
    return capfirst(revision.target_kind.model._meta.verbose_name)


@register.simple_tag
def place_and_country(incident):
    """“Nairobi, Kenya”, then the places in `beside`; a place that is the country is named once."""
    names = [incident.place.name if incident.place else "", countries.name_of(incident.country)]
    if incident.place and incident.place.iso_alpha2:
        names.pop()
    names += [each.place.name for each in getattr(incident, "beside", ())]
    names = format_html_join(", ", "<bdi>{}</bdi>", ([name] for name in names if name))
    return format_html("<span>{}</span>", names) if names else ""


@register.filter
def stated_in_words(value):
    """A stated value in words, not JSON: “37 to 39”, “armed assault, explosion”."""
    if isinstance(value, dict):
        return stated_figures(value) or ", ".join(f"{name} {each}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(type_in_words, value))
    return type_in_words(value) if isinstance(value, str) else value


@register.filter
def format_name(name):
    """The label of a file format: “CSV, as exported here”."""
    try:
        return find_table_reader(name).label
    except UnknownFormat:
        return name


register.filter("language_name", language_name)
register.filter("script_name", script_name)


@register.filter
def country_name(code):
    """The name of a country."""
    return countries.name_of(code)


@register.filter
def is_date(field):
    """Whether a bound field is a date in words."""
    return isinstance(field.field, DateExpressionField)


@register.filter
def name_kind(slug):
    """The label of a kind of name of a place."""
    return _(PLACE_NAME_KINDS.get(slug, slug))


@register.filter
def is_folded(fact):
    """Whether a field is rarely coded and has nothing to show, so that its name is enough."""
    return fact.is_rare and fact.absence == "uncoded" and not fact.passages


@register.filter
def folded_labels(facts):
    """The labels of the fields for which `is_folded` is true."""
    return [fact.label for fact in facts if is_folded(fact)]
