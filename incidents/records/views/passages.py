"""The passages of a form: evidence of its change, and links to the fields that it sets."""

from decimal import Decimal

from django.db import models, transaction

from ctplatform.curation.pages.passage_picker import PassagePicker
from ctplatform.curation.registry import kind_of
from ctplatform.curation.writing.evidence import link_evidence
from ctplatform.record_types.registry import row_type_of

FIGURES = ("low", "best", "high")


def picker_of(request, form, project, record=None):
    """The passage picker of a form; for a child row, passages are about the row's field."""
    kind = kind_of(form.instance)
    return PassagePicker(request, project, record=record, about="" if kind.parent else kind.key)


@transaction.atomic
def write_with_passages(write, form, picker, *, by):
    """Write a form's values with the chosen passages as evidence, and link the passages to them.

    Returns the Outcome. If a new row waits for review, its links name it once it is created.
    """
    statements, values = picker.statements(), form.values()
    outcome = write(
        values,
        by=by,
        reason=form.cleaned_data["reason"],
        evidence=[each.id for each in statements],
    )
    if statements:
        link_evidence(statements, by=by, **_linked(form, outcome, values))
    return outcome


def _linked(form, outcome, values):
    kind = kind_of(form.instance)
    if kind.parent:
        row = outcome.record
        record = getattr(row, kind.parent)
        return {"record": record, "row": row, "values": {"": stated_of_row(row)}, "changed": [""]}
    known = outcome.record.passage_fields
    said = {name: stated_value(value) for name, value in values.items() if name in known}
    said = {name: value for name, value in said.items() if value not in (None, "", [])}
    if said.get("date") and values.get("date_words"):
        said["date"] = values["date_words"]
    changed = [] if form.instance._state.adding else list(said)
    return {"record": outcome.record, "values": said, "changed": changed}


def stated_value(value):
    """A form value as a passage would state it, in JSON."""
    if isinstance(value, models.Model):
        return str(value)
    return float(value) if isinstance(value, Decimal) else value


def stated_of_row(row):
    """The value of a child row as a passage would state it, or None."""
    row_type = row_type_of(row)
    return row_type.stated(row) if row_type and row_type.stated else None


def stated_figures_of(row):
    """The words of an estimate as its source put it, else its figures; None where it has none."""
    figures = {name: getattr(row, name) for name in FIGURES if getattr(row, name) is not None}
    return row.stated or figures or None
