"""Forms of records with a marking, and of their named readers."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ctplatform.web.references import ReferenceInput, is_id


class KeptChoice(forms.Select):
    """A select that keeps its value if none is sent."""

    kept = None

    def value_from_datadict(self, data, files, name):
        return super().value_from_datadict(data, files, name) or self.kept


class KeepsMarking:
    """Mixin: a form that is sent without a marking keeps the record's marking."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("marking"):
            field.choices = [each for each in field.choices if each[0]]  # one always holds
            field.widget = KeptChoice(choices=field.choices, attrs=field.widget.attrs)
            field.widget.kept = self.instance.marking


class ReaderForm(forms.Form):
    """One of `people`, chosen from the matches, or by username or name."""

    def __init__(self, *args, people, address, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["person"] = forms.CharField(
            label=gettext_lazy("Name a reader"),
            widget=ReferenceInput(people, address),
            help_text=gettext_lazy("Begin to write a name, or give a user name whole."),
        )

    def clean_person(self):
        """The person; an error if several have the name."""
        words = self.cleaned_data["person"]
        meant = Q(username__iexact=words) | Q(name__iexact=words)
        found = list(self.people.filter(Q(pk=words) if is_id(words) else meant)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("Several people are called “%s”: give the user name.") % words)
        text = _("Nobody whom you may name is called “%s”. Choose from the list while you write.")
        raise ValidationError(text % words)
