"""The forms in which an author amends a proposal: those of its record, filled in as proposed."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import JSONField
from django.utils.translation import gettext_lazy as _

from ctplatform.curation import diff, services
from ctplatform.curation.models import REASON_LENGTH, Proposal
from ctplatform.curation.registry import form_of
from ctplatform.curation.rows import assign, snapshot
from ctplatform.references import ReferenceField, choosable

Kind = Proposal.Kind
WITHOUT_VALUES = (Kind.WITHDRAW, Kind.PUBLISH)


def amend_form(proposal, data, *, user):
    """Return a form of what a proposal sets; `with_targets` came before.

    Rows are amended in the form in which they are edited. What has none, and acts on several
    records, have one of their columns. Its version is the proposal's, so that nothing newer is
    overwritten.
    """
    form_class, row = form_of(proposal.target_kind.model), _row(proposal)
    if form_class is None or row is None:
        form = plain_form(proposal, data, user=user)
    else:
        form = form_class(data, instance=row, user=user, project=proposal.project)
    form.fields["version"].initial = proposal.version
    form.fields["reason"].initial = proposal.reason
    return form


def fields_of(form, proposal) -> dict:
    """The fields that a proposal sets, and those that it leaves alone; a new row sets all."""
    shown = list(form.shown)
    mine = shown
    if proposal.kind == Kind.CHANGE:
        mine = [each for each in shown if each.name in proposal.diff or each.errors]
    return {"mine": mine, "others": [each for each in shown if each not in mine]}


def amend(form, proposal, *, by):
    """Amend through the door; raises what it raises."""
    values = _proposed(proposal) | form.values()
    return services.amend(
        proposal,
        by=by,
        values=values or None,
        reason=form.cleaned_data["reason"],
        expected_version=form.cleaned_data["version"],
    )


def show(form, error):
    """Say on the form what the door refused."""
    if isinstance(error, ValidationError):
        form.refuse(error)
    else:
        form.add_error(None, str(error.detail))


def _proposed(proposal) -> dict:
    """What a proposal would set in the live row."""
    if proposal.kind in WITHOUT_VALUES:
        return {}
    live = snapshot(proposal.record) if proposal.record else {}
    after = diff.apply(proposal.diff, live)
    return {name: after[name] for name in proposal.diff if name in proposal.target_kind.editable}


def _row(proposal):
    """An unsaved copy of the row as it is proposed; None where there is no such row."""
    kind = proposal.target_kind
    if proposal.kind == Kind.CREATE and proposal.root is not None:
        row = kind.model(pk=proposal.target_id, created_by=proposal.author)
        setattr(row, kind.parent, proposal.root)
    elif proposal.kind == Kind.CHANGE and proposal.record is not None:
        row = kind.model._base_manager.get(pk=proposal.target_id)
    else:
        return None
    try:
        assign(row, _proposed(proposal), kind)
    except ValidationError:  # a column that has changed its type since
        return None
    return row


# What has no form of its own ----------------------------------------------------------------------


def plain_form(proposal, data, *, user):
    """A form with a field for each editable column that the proposal sets."""
    kind = proposal.target_kind
    names = [name for name in kind.editable if name in proposal.diff]
    names = [] if proposal.kind in WITHOUT_VALUES else names
    shown = forms.fields_for_model(
        kind.model, fields=names, formfield_callback=_within(user, proposal.project)
    )
    form_class = type("PlainForm", (PlainForm,), shown)
    return form_class(data, initial={name: step["to"] for name, step in proposal.diff.items()})


class PlainForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), max_length=REASON_LENGTH, required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
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
    """References are chosen among the rows of the project, and shared ones, that one may see."""

    def formfield(column, **options):
        if column.is_relation:
            rows = choosable(column.related_model, user=user, project=project)
            plain = column.formfield(queryset=rows)
            return ReferenceField.instead_of(plain, rows, project=project)
        if isinstance(column, JSONField):
            options["widget"] = forms.Textarea(attrs={"rows": 2})
        return column.formfield(**options)

    return formfield
