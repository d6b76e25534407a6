"""The form that prepares a release."""

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from incidents.releases.models import Release

CREATORS = _("One a line: “Family, Given”, or the name of an organisation.")
NAME = _("The same in every version: a version of a name that exists gets the next number.")


class ReleaseForm(forms.ModelForm):
    creators = forms.CharField(
        label=_("Creators"), help_text=CREATORS, widget=forms.Textarea(attrs={"rows": 3})
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    class Meta:
        model = Release
        fields = ["name", "title", "description", "creators", "publisher", "licence", "query"]
        help_texts = {"name": NAME}

    def __init__(self, data=None, *, project, last=None, query=""):
        before = last or Release(name=slugify(project.title)[:60], title=project.title)
        initial = {
            "name": before.name,
            "title": before.title,
            "description": before.description or project.description[:5000],
            "publisher": before.publisher or project.title,
            "licence": before.licence or "CC-BY-4.0",
            "creators": "\n".join(before.creators),
            "query": query,
        }
        super().__init__(data, initial=initial)
        self.fields["description"].widget.attrs["rows"] = 4

    def clean_creators(self):
        """The lines that are not empty, as a list."""
        return [line for line in self.cleaned_data["creators"].splitlines() if line.strip()]

    def refuse(self, error):
        """Show the errors of the service at their fields; those of the selection at the top."""
        found = getattr(error, "error_dict", {None: [error]})
        for name, errors in found.items():
            field = name if name in self.fields and name != "query" else None
            self.add_error(field, errors)

    def _post_clean(self):
        """Skip model validation: the service does it, with the project and the number."""
