"""The form in which an author amends a proposal: the fields it changes, and the reason."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import JSONField
from django.utils.translation import gettext_lazy as _

from ctplatform.curation import services
from ctplatform.curation.models import REASON_LENGTH, Proposal
from ctplatform.references import ReferenceField, choosable


def amend_form(proposal, data, *, user):
    """Return a form with a field for each editable column that the proposal sets."""
    kind = proposal.target_kind
    names = [] if proposal.kind == Proposal.Kind.WITHDRAW else _names(proposal)
    shown = forms.fields_for_model(
        kind.model, fields=names, formfield_callback=_within(user, proposal.project)
    )
    form_class = type("AmendForm", (AmendForm,), shown)
    initial = {name: step["to"] for name, step in proposal.diff.items()}
    return form_class(data, proposal=proposal, initial={**initial, "reason": proposal.reason})


class AmendForm(forms.Form):
    """`version` is the proposal's when the form was opened, so that nothing is overwritten."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), max_length=REASON_LENGTH, required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, data, *, proposal, initial):
        super().__init__(data, initial={**initial, "version": proposal.version})
        self.proposal = proposal
        self.order_fields([name for name in self.fields if name not in AmendForm.base_fields])

    def save(self, *, by):
        """Amend through the door; raises what it raises."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in AmendForm.base_fields
        }
        return services.amend(
            self.proposal,
            by=by,
            values=values or None,
            reason=self.cleaned_data["reason"],
            expected_version=self.cleaned_data["version"],
        )

    def show(self, error):
        """Say on the form what the door refused."""
        if not isinstance(error, ValidationError):
            self.add_error(None, str(error.detail))
            return
        found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in found.items():
            known = name if name in self.fields and name != NON_FIELD_ERRORS else None
            self.add_error(known, errors)


def _names(proposal):
    editable = proposal.target_kind.editable
    return [name for name in editable if name in proposal.diff]


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
