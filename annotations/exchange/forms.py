"""The form of an import of annotated texts: what its codes and annotators mean here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.codebooks.code_paths import paths_of
from annotations.codebooks.models import Code, Codebook
from annotations.exchange.services.choices import LEFT_OUT, NEW
from annotations.exchange.services.code_matching import path_name
from ctplatform.accounts.models import Membership

LISTED = 200  # codes, and annotators, of a file that can be mapped on the page


class MeaningForm(forms.Form):
    """Form with a field for each code and each annotator that a dry run found in the file."""

    def __init__(self, *args, result, choices, project, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = [row["path"] for row in result.get("codes", ())][:LISTED]
        named = [row["name"] for row in result.get("annotators", ()) if row["name"]]
        self.annotators = named[:LISTED]
        offered = _codes_of(project, user) if self.codes else []
        for place, path in enumerate(self.codes):
            self.fields[f"code-{place}"] = forms.ChoiceField(
                label=path, required=False, initial=choices["codes"].get(path, ""), choices=offered
            )
        people = _members_of(project) if self.annotators else []
        for place, name in enumerate(self.annotators):
            initial = choices["annotators"].get(name, "")
            self.fields[f"annotator-{place}"] = forms.ChoiceField(
                label=name, required=False, initial=initial, choices=people
            )

    def code_rows(self, result):
        """[(row of the dry run, field)]."""
        return [(row, self[f"code-{n}"]) for n, row in enumerate(result["codes"][:LISTED])]

    def annotator_rows(self, result):
        """[(row of the dry run, field)]."""
        rows = [row for row in result["annotators"] if row["name"]]
        return [(row, self[f"annotator-{n}"]) for n, row in enumerate(rows[:LISTED])]

    def read(self) -> dict:
        """{"codes", "annotators"} as `ImportChoices` has them; the unchanged ones are left out."""
        values = self.cleaned_data
        codes = {path: values[f"code-{n}"] for n, path in enumerate(self.codes)}
        people = {name: values[f"annotator-{n}"] for n, name in enumerate(self.annotators)}
        return {
            "codes": {path: value for path, value in codes.items() if value},
            "annotators": {name: value for name, value in people.items() if value},
        }


def _codes_of(project, user):
    books = Codebook.objects.visible_to(user).usable_in(project)
    codes = list(Code.objects.filter(codebook__in=books.values("pk")).select_related("codebook"))
    paths = paths_of(codes)
    own = [
        (str(code.pk), f"{path_name(paths[code.pk])} ({code.codebook})")
        for code in codes
        if code.is_codable
    ]
    first = [
        ("", _("the code of the same name, else a new one")),
        (NEW, _("a new code")),
        (LEFT_OUT, _("annotations without a code")),
    ]
    return [*first, *own]


def _members_of(project):
    rows = Membership.objects.filter(project=project).select_related("user")
    names = [(row.user.username, str(row.user.get_full_name())) for row in rows]
    return [("", _("kept as a name")), *sorted(names, key=lambda each: each[1])]
