"""Set a field to the value that a passage states, read as the field's type.

A value that cannot be read raises a ValidationError that says what to write instead; nothing is
guessed.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.curation.services import change_record
from ctplatform.edtf import dates
from ctplatform.edtf.natural_language import casualties_from_words, read_words, why_no_date
from ctplatform.search.folding import fold
from incidents.countries import countries
from incidents.records.models import is_country, is_edtf
from incidents.records.summed_fields import summed_field
from incidents.vocabularies import YES_NO

FIGURES = ("low", "best", "high")


def can_be_chosen(record, name) -> bool:
    """Whether this field can be set to a value that a passage states."""
    if summed := summed_field(record, name):
        return summed.choose is not None
    field = column_of(record, name)
    return field is not None and field.editable


@transaction.atomic
def choose_stated(record, name, stated, *, by, reason="", evidence=(), reference=None, **graded):
    """Set a field of a record to the value that a passage states, with the passage as evidence.

    `reference` is the Date of the text (a relative date counts from it); `graded` are the source
    and the credibility of the statement, for an estimate. Returns the Outcome of the curation
    service. Raises ValidationError {field: why} if the words cannot be read as such a value.
    """
    why = {"by": by, "reason": reason, "evidence": evidence}
    summed, field = summed_field(record, name), column_of(record, name)
    if summed and summed.choose:
        return summed.choose(record, stated, graded, why)
    if field is None or not field.editable:
        raise ValidationError({name: _("Rows are edited one by one: add or change them below.")})
    if field.is_relation:
        values = {name: record_by_name(field.related_model, record, name, stated, by)}
        return change_record(record, values, **why)
    values = {name: plain_value(record, name, stated, reference)}
    if is_edtf in field.validators:
        values |= as_stated(record, name, str(stated), values[name])
    return change_record(record, values, **why)


def as_stated(record, name, words, edtf):
    """The columns for a date's words and its basis, "resolved_relative" for relative words."""
    found = {}
    if column_of(record, f"{name}_words") is not None:
        found[f"{name}_words"] = "" if words == edtf else words[:200]
    if column_of(record, f"{name}_basis") is not None and words != edtf:
        found[f"{name}_basis"] = "stated" if read_words(words) else "resolved_relative"
    return found


def plain_value(record, name, stated, reference=None):
    """Read a stated value for a column that is not a relation; ValidationError {field: why}."""
    field = column_of(record, name)
    try:
        return _read_value(field, stated, reference)
    except ValidationError as error:
        raise ValidationError({name: error}) from error


def _read_value(field, stated, reference):
    if hasattr(field, "listed_terms") or hasattr(field, "lists_countries"):
        return _read_list(field, stated)
    if isinstance(stated, bool) and set(dict(field.flatchoices or ())) == set(YES_NO):
        return "yes" if stated else "no"
    if isinstance(stated, dict | list | bool):
        raise ValidationError(_("This is not a single value; open the form to enter it."))
    words = " ".join(str(stated).split())
    if is_edtf in field.validators:
        return _read_date(words, reference)
    if is_country in field.validators:
        return _country_code(words)
    if field.choices:
        return _term_slug(dict(field.flatchoices), words)
    if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField):
        return field.to_python(words.replace(",", ""))
    return words


def _read_list(field, stated):
    """The slugs or country codes of a column that holds several."""
    if hasattr(field, "lists_countries"):
        given = stated if isinstance(stated, list) else str(stated).split(";")
        return [_country_code(" ".join(str(each).split())) for each in given]
    given = stated if isinstance(stated, list) else [stated]
    return [_term_slug(field.listed_terms, each) for each in given]


def _country_code(words):
    return countries.code_of(words) or _refuse_words(words, _("Write AF for Afghanistan."))


def _read_date(words, reference):
    if found := read_words(words, reference):
        return found.edtf
    try:
        why_no_date(words)
        return dates.parse(words).text
    except dates.DateError as error:
        raise ValidationError(str(error)) from error


def _term_slug(vocabulary, words):
    wanted = fold(str(words).replace("_", " "))
    for slug, label in vocabulary.items():
        if wanted in (fold(str(slug).replace("_", " ")), fold(str(_(label)))):
            return slug
    return _refuse_words(words, _("Known: %s.") % ", ".join(map(str, vocabulary)))


def _refuse_words(words, instead):
    text = _("“%(words)s” cannot be read as a value of this field. %(instead)s")
    raise ValidationError(text % {"words": words, "instead": instead})


def record_by_name(model, record, name, stated, by):
    """The one visible record that an id or a name means; ValidationError if none or several."""
    words = " ".join(str(stated).split())
    seen = model.objects.visible_to(by).exclude(state="withdrawn")
    seen = seen.filter(Q(project=record.project_id) | Q(project=None))
    try:
        found = list(seen.filter(pk=words))
    except ValidationError:
        found = [
            each
            for each in seen.filter(search_text__contains=fold(words))[:200]
            if fold(words) in names_of(each)
        ]
    if len(found) == 1:
        return found[0]
    facts = {"words": words, "noun": model._meta.verbose_name, "n": len(found)}
    text = _("No %(noun)s of the register is called “%(words)s”. Add it, or choose it in the form.")
    if found:
        text = _("%(n)s records are called “%(words)s”. Choose the one meant in the form.")
    raise ValidationError({name: text % facts})


def names_of(record) -> set:
    """The folded names of a record: its own, its other names, and a place's names in scripts."""
    others = [getattr(each, "text", each) for each in getattr(record, "other_names", ())]
    others += [each["name"] for each in getattr(record, "names", None) or ()]
    return {fold(each) for each in (str(record), *map(str, others))}


def figures_of(stated) -> dict | None:
    """Read {low, best, high, qualifier, stated} from a number, words or a dict; None if it
    fails."""
    if isinstance(stated, dict):
        numbers = {name: stated.get(name) for name in FIGURES}
        known = [each for each in numbers.values() if each is not None]
        if not known or any(type(each) is not int or each < 0 for each in known):
            return None
        return {**numbers, "qualifier": None, "stated": ""}
    found = casualties_from_words(str(stated)) if isinstance(stated, str | int) else None
    return None if found is None else {**found._asdict(), "stated": str(stated)[:200]}


def column_of(record, name):
    return next((each for each in record._meta.concrete_fields if each.name == name), None)
