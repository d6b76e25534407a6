"""The search form above the list of incidents: date, actor, role, place, code of the evidence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import evidence_kinds
from ctplatform.web.references import ReferenceField, choosable, describe, is_id
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.places.models.places import Place
from incidents.records.models import term_choices

PICKED = {"actor": (Actor, _("Actor")), "within": (Place, _("In the place"))}
TYPED = ("_searched", "_chosen", "_offered")
"""Suffixes of the parameters in which a picker sends what was typed, beside the id."""


class IncidentSearchForm(forms.Form):
    """Filters of a list of incidents that are typed or picked, named as in the filter set.

    `query` is the query of the list. A picker is left out if its parameter holds a value that it
    cannot show, such as the key of a region.
    """

    date_after = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    date_before = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    role = forms.MultipleChoiceField(
        label=_("Role of the actor"),
        required=False,
        choices=term_choices(vocabularies.PARTICIPATION_ROLES),
        widget=forms.CheckboxSelectMultiple,
    )
    evidence_code = forms.ChoiceField(label=_("Code of the evidence"), required=False)

    field_order = ["date_after", "date_before", "actor", "role", "within", "evidence_code"]

    def __init__(self, query, *, user, project):
        super().__init__(query, auto_id="filter_%s")
        for name, (model, label) in PICKED.items():
            rows, given = choosable(model, user=user, project=project), query.get(name)
            if given and f"{name}_searched" not in query:
                kept = model.objects.visible_to(user).filter(pk=given if is_id(given) else None)
                if not kept:
                    continue
                rows = rows | kept
            self.fields[name] = ReferenceField(
                rows, project=project, create=False, required=False, label=label
            )
        codes = dict(choice for kind in evidence_kinds() for choice in kind.codes(project, user))
        self.fields["evidence_code"].choices = [("", _("any code")), *codes.items()]
        self.order_fields(self.field_order)

    @property
    def names(self):
        """Names of the query parameters that the form sends."""
        return [*self.fields, *(name + end for name in PICKED for end in TYPED)]

    def is_to_be_read(self):
        """Whether the query has typed words or empty fields that `read_query` should clean up."""
        sent = self.data.keys()
        typed = any(name + end in sent for name in PICKED for end in TYPED)
        return typed or any(
            name in sent and not any(self.data.getlist(name)) for name in self.fields
        )

    def read_query(self):
        """The query string of a valid form, with ids instead of words and without empty fields."""
        query = self.data.copy()
        for name in self.names:
            query.pop(name, None)
        for name, value in self.cleaned_data.items():
            if value:
                given = value if isinstance(value, list) else [getattr(value, "pk", value)]
                query.setlist(name, [str(each) for each in given])
        return query.urlencode()

    def chips(self):
        """(label, value in words, query string without it) of each filter that is set."""
        self.is_valid()
        return [
            (self.fields[name].label, self._in_words(name, value), self._without(name))
            for name, value in self.cleaned_data.items()
            if value
        ]

    def _in_words(self, name, value):
        if name in PICKED:
            return describe(value) if name == "within" else str(value)
        field = self.fields[name]
        if not hasattr(field, "choices"):
            return value.isoformat()
        labels = {str(key): str(label) for key, label in field.choices}
        return ", ".join(labels[each] for each in (value if isinstance(value, list) else [value]))

    def _without(self, name):
        query = self.data.copy()
        for each in (name, "cursor", "part", *(name + end for end in TYPED)):
            query.pop(each, None)
        return query.urlencode()
