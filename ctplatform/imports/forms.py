"""The form of an import: files of any kind, and what is stated of them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.articles.forms import LANGUAGE_TAG
from annotations.articles.vocabulary import RIGHTS
from ctplatform.exchange.encodings import CHOICES
from ctplatform.imports.kinds import format_labels
from ctplatform.markings.levels import MARKINGS
from incidents.records.models import term_choices
from incidents.vocabularies import RIGHTS as INCIDENT_RIGHTS

MOST_FILES = 10
ENCODINGS = [
    ("", _("UTF-8, or as declared in the file")),
    *((name, name.replace("_", "-")) for name in CHOICES[1:]),
]


class SeveralFilesInput(forms.ClearableFileInput):
    """An input on which several files can be dropped."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, as a list."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        given = data if isinstance(data, (list, tuple)) else [data]
        given = given or [None]  # an empty list is refused as no file is
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Give at most %d files at once.") % MOST_FILES)
        return [super(FilesField, self).clean(each, initial) for each in given]


class FilesForm(forms.Form):
    """Form for files of any kind; all but the files may be left as it is."""

    file = FilesField(
        label=_("Files"),
        allow_empty_file=True,
        help_text=_("Drop them here, or choose them. Each is recognised by its content."),
    )
    format = forms.ChoiceField(label=_("Format"), required=False)
    dataset = forms.CharField(
        label=_("Name of the dataset"),
        required=False,
        max_length=60,
        help_text=_(
            "Rows are known by this name and their key: a newer file with the same name changes the"
            " same records. If empty, the name of the file."
        ),
    )
    rights = forms.ChoiceField(
        label=_("Rights"),
        required=False,
        choices=[
            ("", _("not stated")),
            (_("of texts"), list(RIGHTS.items())),
            (_("of tables of incidents"), list(term_choices(INCIDENT_RIGHTS))),
        ],
        help_text=_("What is restricted is left out of exports to people outside the project."),
    )
    marking = forms.ChoiceField(
        label=_("Marking of texts that are added"), required=False, choices=MARKINGS.items()
    )
    language = forms.RegexField(
        LANGUAGE_TAG,
        label=_("Language of texts that are added"),
        max_length=35,
        required=False,
        help_text=_(
            "A code such as en, ar or fr. If empty: as the file states, otherwise detected from the"
            " text."
        ),
        error_messages={"invalid": _("Write a language code such as en, ar or fr-CA.")},
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of tables and texts"), required=False, choices=ENCODINGS
    )

    SETTINGS = ("format", "dataset", "rights", "marking", "language", "encoding")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = list(format_labels().items())
        self.fields["format"].choices = [("", _("recognised by the file")), *names]

    @property
    def settings(self):
        """The fields beside the files."""
        return [self[name] for name in self.SETTINGS]

    @property
    def shows_settings(self) -> bool:
        """Whether the settings were used, or one of them is wrong."""
        return self.is_bound and any(self.data.get(name) for name in self.SETTINGS)
