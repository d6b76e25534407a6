"""The forms in which an author amends a proposal: the record's form, with the proposed values."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import JSONField
from django.utils.translation import gettext_lazy as _

from ctplatform.curation import diff, services
from ctplatform.curation.models import REASON_LENGTH
from ctplatform.curation.pages.comparison import Words
from ctplatform.curation.proposal_handlers import handler_of
from ctplatform.curation.rows import assign, snapshot
from ctplatform.curation.writing.evidence import link_evidence
from ctplatform.record_types.registry import type_of
from ctplatform.web.references import ReferenceField, choosable


def amend_form(proposal, data, *, user):
    """Return a form with the values of a proposal; call `with_targets` first.

    Rows are amended in the form in which they are edited. Proposals without such a form, or about
    several records, get a plain form with a field per column. `version` is that of the proposal, so
    that a newer change is not overwritten.
    """
    declared, row = type_of(proposal.target_kind.model), _row(proposal)
    form_class = declared and declared.form
    if form_class is None or row is None:
        form = plain_form(proposal, data, user=user)
    else:
        form = form_class(data, instance=row, user=user, project=proposal.project)
    form.fields["version"].initial = proposal.version
    form.fields["reason"].initial = proposal.reason
    return form


def fields_of(form, proposal) -> dict:
    """{"mine": the form fields that the proposal sets, "others": the rest}; a new row sets all."""
    shown = list(form.shown)
    mine = shown
    if handler_of(proposal).is_field_change:
        mine = [each for each in shown if each.name in proposal.diff or each.errors]
    return {"mine": mine, "others": [each for each in shown if each not in mine]}


def fields_kind(proposal) -> str:
    """The record kind whose fields the passages may be about; "" where it has no such fields."""
    has_fields = hasattr(proposal.target_kind.model, "passage_fields")
    return proposal.target_type if has_fields else ""


@transaction.atomic
def amend(form, proposal, picker, *, by):
    """Amend the proposal with the chosen passages; raises what `services.amend` raises.

    Passages that are new to the proposal are linked to the record and to the fields that it sets.
    """
    before = {str(pk) for pk in proposal.evidence.values_list("object_id", flat=True)}
    statements = picker.statements()
    values = _proposed(proposal) | form.values()
    amended = services.amend(
        proposal,
        by=by,
        values=values or None,
        reason=form.cleaned_data["reason"],
        evidence=[each.id for each in statements],
        expected_version=form.cleaned_data["version"],
    )
    added = [each for each in statements if str(each.id) not in before]
    if added and proposal.root is not None:
        link_evidence(added, proposal.root, by=by, **_said(amended, proposal, by))
    return amended


def _said(amended, proposal, user) -> dict:
    """Arguments of `link_evidence`: the values that the proposal sets in the record's fields."""
    amended.root, amended.record = proposal.root, proposal.record
    if not fields_kind(proposal):
        row = proposal.record or _row(amended)
        return {"row": row, "values": {}, "changed": [""]}
    known, words = proposal.target_kind.model.passage_fields, Words([amended], user)
    values = {name: step["to"] for name, step in amended.diff.items() if name in known}
    for name, value in values.items():
        if proposal.target_kind.columns[name].is_relation:
            values[name] = words.say(proposal.target_kind.columns[name], value)
    return {"values": values, "changed": list(values)}


def show(form, error):
    """Show on the form why `services` refused the change."""
    if isinstance(error, ValidationError):
        form.refuse(error)
    else:
        form.add_error(None, str(error))


def _proposed(proposal) -> dict:
    """The values that a proposal would set in the live row."""
    if handler_of(proposal).fixed_values:
        return {}
    live = snapshot(proposal.record) if proposal.record else {}
    after = diff.apply(proposal.diff, live)
    return {name: after[name] for name in proposal.diff if name in proposal.target_kind.editable}


def _row(proposal):
    """An unsaved copy of the row with the proposed values; None where there is no such row."""
    kind, handler = proposal.target_kind, handler_of(proposal)
    if handler.is_new and proposal.root is not None:
        row = kind.model(pk=proposal.target_id, created_by=proposal.author)
        setattr(row, kind.parent, proposal.root)
    elif handler.is_field_change and proposal.record is not None:
        row = kind.model._base_manager.get(pk=proposal.target_id)
    else:
        return None
    try:
        assign(row, _proposed(proposal), kind)
    except ValidationError:  # the type of a column has changed since
        return None
    return row


# Proposals without a form of their own ------------------------------------------------------------


def plain_form(proposal, data, *, user):
    """A form with one field per editable column that the proposal sets."""
    kind = proposal.target_kind
    names = [name for name in kind.editable if name in proposal.diff]
    names = [] if handler_of(proposal).fixed_values else names
    shown = forms.fields_for_model(
        kind.model, fields=names, formfield_callback=_within(user, proposal.project)
    )
    form_class = type("PlainForm", (PlainForm,), shown)
    return form_class(data, initial={name: step["to"] for name, step in proposal.diff.items()})


class PlainForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_template = "components/field.html"

    @property
    def shown(self):
        return [field for field in self.visible_fields() if field.name != "reason"]

    def values(self):
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in PlainForm.base_fields
        }

    def refuse(self, error):
        found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in found.items():
            known = name if name in self.fields and name != NON_FIELD_ERRORS else None
            self.add_error(known, errors)


def _within(user, project):
    """Limit references to the rows of the project and the shared rows that the user may see."""

    def formfield(column, **options):
        if column.is_relation:
            rows = choosable(column.related_model, user=user, project=project)
            plain = column.formfield(queryset=rows)
            return ReferenceField.instead_of(plain, rows, project=project)
        if isinstance(column, JSONField):
            options["widget"] = forms.Textarea(attrs={"rows": 2})
        return column.formfield(**options)

    return formfield
