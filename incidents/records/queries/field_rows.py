"""The field rows of a record's page: each with its value or why it is absent, and its passages."""

from dataclasses import dataclass, field

from django.db.models import TextField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ctplatform.curation.registry import kind_of
from ctplatform.record_types.registry import record_type_of
from incidents.figures import estimates as summed_up
from incidents.records.models import CheckedColumn, read_date
from incidents.records.queries.rival_values import rivals_of, without_support
from incidents.records.queries.unsourced import supported_elsewhere, unsourced_fields


@dataclass
class FieldRow:
    """One row of the section "Fields"; `value` is empty where `absence` says why.

    `rows` is the id of the section of the page with the child rows that the field sums up.
    """

    name: str
    label: str
    value: str = ""
    qualifier: str = ""
    url: str = ""
    code: str = ""  # the machine-readable value: an EDTF date, or a country's code
    absence: str = ""
    passages: list = field(default_factory=list)
    axis: object = None
    rivals: list = field(default_factory=list)
    is_rare: bool = False
    rows: str = ""

    @property
    def notation(self):
        """The date in EDTF; "" for other fields, whose codes are of no use to readers."""
        return self.code if any(map(str.isdecimal, self.code)) else ""

    @property
    def supporting(self):
        return sum(passage.stance == "supports" for passage in self.passages)

    @property
    def contradicting(self):
        return sum(passage.stance == "contradicts" for passage in self.passages)

    @property
    def grade(self):
        """The best grade of a supporting passage; grades that cannot be judged (F, 6) come last."""
        grades = [p.grade for p in self.passages if p.grade and p.stance == "supports"]
        return min(grades, key=lambda each: (bool({*each} & {"F", "6"}), each), default="")


def facts_of(record, evidence, user):
    """The FieldRows of a record in page order; `evidence` is {field: [Passage, ...]}."""
    build = record_type_of(record).field_rows or plain_field_rows
    facts = list(build(record, user))
    for fact in facts:
        fact.label = str(record.passage_fields.get(fact.name, fact.label))
        fact.passages = sorted(evidence.get(fact.name, []), key=_stance_order)
        fact.rivals = rivals_of(record, fact)
        if fact.value:
            fact.passages = without_support(fact.passages, fact.rivals)
        if not fact.value:
            fact.absence = record.absences.get(fact.name, "uncoded")
        if fact.axis is not None:
            fact.axis = summed_up.estimate_axis([*fact.axis, *_stated_values(fact.passages)])
    return facts


def _stance_order(passage):
    """Sort key: supporting passages first, then contradicting, then others."""
    order = ("supports", "contradicts")
    return order.index(passage.stance) if passage.stance in order else len(order)


# Fields whose passages are shown beside their child rows, in sections of their own.
IN_SECTIONS = {"responsibility", "further_places", "links", "claimants", "verdict"}


def other_passages(facts, evidence):
    """Passages about no field that the page shows, such as those about the record as a whole."""
    shown = {fact.name for fact in facts} | IN_SECTIONS
    return [p for name, passages in evidence.items() if name not in shown for p in passages]


def bare_cores(record, facts, evidence):
    """Labels of the required fields that have a value but no passage for it."""
    found = evidence | {fact.name: fact.passages for fact in facts}
    names = unsourced_fields(record, {fact.name: fact.value for fact in facts}, found)
    return [str(record.passage_fields[name]) for name in names]


def count_sourced(record, facts, evidence):
    """Return the numbers of fields with a supporting passage and with a value, including required
    fields that the page shows elsewhere."""
    found = {fact.name: fact.supporting > 0 for fact in facts if fact.value}
    found |= supported_elsewhere(record, {fact.name for fact in facts}, evidence)
    return sum(found.values()), len(found)


def _stated_values(passages):
    read = summed_up.stated_estimate
    found = (read(p.source or p.quote, p.stated, p.grade, p.url) for p in passages)
    return [each for each in found if each]


def rows_of_fields(*names):
    """The `field_rows` of a record type whose page shows these columns, in this order."""
    return lambda record, user: (column_row(record, name, user) for name in names)


def plain_field_rows(record, user):
    """A row for each column that passages can be about, without the title and longer texts."""
    columns = {each.name: each for each in record._meta.concrete_fields}
    for name in record.passage_fields:
        is_text = isinstance(columns.get(name), TextField)
        if name in columns and not is_text and name != kind_of(record).title:
            yield column_row(record, name, user)


def column_row(record, name, user):
    """The row of a column: a date, a reference, a term or a text."""
    column = record._meta.get_field(name)
    if column.is_relation:
        return reference_row(record, name, user)
    if isinstance(column, CheckedColumn) and hasattr(column, "in_words"):
        return date_row(record, name, words=getattr(record, f"{name}_words", "") or "")
    return term_row(record, name)


def date_row(record, name="date", words=""):
    """The row of a date; `words` is the date as the source put it."""
    text = getattr(record, name)
    date = read_date(text)
    said = f"“{words}”" if words else ""
    return FieldRow(name, _("Date"), date.words if date else "", said, code=text or "")


def term_row(record, name, qualifier=""):
    """The row of a field with a vocabulary, a number or a short text."""
    show = getattr(record, f"get_{name}_display", None)
    value = show() if show else getattr(record, name)
    return FieldRow(name, name, capfirst(value or ""), qualifier)


def reference_row(record, name, user):
    """The row of a field that refers to a record, as far as the user may see its name."""
    other = getattr(record, name)
    if other is None:
        return FieldRow(name, "")
    if hasattr(other, "shown_to"):
        other = other.shown_to(user)
    url = record_type_of(other).address_of(other.pk) if other.pk else ""
    return FieldRow(name, "", str(other), url=url)
