"""Forms of texts. They check words and sizes; the services do the rest."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from annotations.articles.extraction.text_reader import MAX_FILE
from annotations.articles.vocabulary import DIRECTIONS, ENCODING_NAMES, RIGHTS
from ctplatform.edtf import dates
from ctplatform.markings.levels import MARKINGS
from ctplatform.web.changed_fields import SendsChanges
from ctplatform.web.references import NameInput, find_address
from incidents.models import Source

LANGUAGE_TAG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z"
EDTF_HELP = _("2013-11-30, or 2013-11 if only the month is known, 2013~ for about, ../2013 up to.")


def is_date(words):
    """Raise ValidationError where `words` is not a date that the platform can read."""
    try:
        dates.parse(words)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class AboutForm(SendsChanges, forms.Form):
    """The metadata of a text: everything but the text itself."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    title = forms.CharField(
        label=_("Title"),
        max_length=500,
        required=False,
        strip=True,
        help_text=_("Left empty, the text's own first line is taken."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Who published it. A new name becomes a new source."),
    )
    repeats = forms.CharField(
        label=_("Repeats a report of"),
        max_length=200,
        required=False,
        help_text=_(
            "The source of the report that it passes on, such as a news agency. Its passages count"
            " as that source's. A new name becomes a new source."
        ),
    )
    authors = forms.CharField(
        label=_("Authors"),
        max_length=2000,
        required=False,
        help_text=_("Several are divided by semicolons."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    published = forms.CharField(
        label=_("Published"),
        max_length=60,
        required=False,
        validators=[is_date],
        help_text=EDTF_HELP,
    )
    language = forms.RegexField(
        LANGUAGE_TAG,
        label=_("Language"),
        max_length=35,
        help_text=_("As a code: en, ar, fr, fa, ps, ur."),
        error_messages={"invalid": _("Write a language code such as en, ar or fr-CA.")},
        widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
    )
    direction = forms.ChoiceField(
        label=_("Direction of writing"),
        choices=[("", _("as the language is written")), *DIRECTIONS.items()],
        required=False,
    )
    url = forms.URLField(label=_("Address"), max_length=2000, required=False, assume_scheme="https")
    rights = forms.ChoiceField(label=_("Rights"), choices=RIGHTS.items(), initial="unknown")
    marking = forms.ChoiceField(label=_("Marking"), choices=MARKINGS.items(), initial="clear")

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("source", "repeats"):
            address = find_address(Source, project=project)
            self.fields[name].widget = NameInput(address, self.fields[name].widget.attrs)

    def clean_authors(self):
        names = [name.strip() for name in self.cleaned_data["authors"].split(";")]
        return [name for name in names if name]


class NewArticleForm(AboutForm):
    version = None
    language = forms.RegexField(
        LANGUAGE_TAG,
        label=_("Language"),
        max_length=35,
        required=False,
        help_text=_(
            "A code such as en, ar or fr. If empty: as the page states, otherwise detected from the"
            " text."
        ),
        error_messages={"invalid": _("Write a language code such as en, ar or fr-CA.")},
        widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "text-input", "dir": "auto", "rows": 14}),
    )
    file = forms.FileField(
        label=_("or a file"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "TXT, HTML, PDF or DOCX. Fields that you leave empty are filled from the file."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".txt,.text,.md,.html,.htm,.xhtml,.pdf,.docx,text/plain,text/html"}
        ),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of the file"),
        choices=[("", _("as the file says")), *ENCODING_NAMES.items()],
        required=False,
        help_text=_("Choose one where the preview shows wrong letters."),
    )

    def clean(self):
        values = super().clean()
        text, file = values.get("text", ""), values.get("file")
        if file and file.size > MAX_FILE:
            self.add_error("file", too_large(file.size))
        elif file and text.strip():
            self.add_error("text", _("Give the text or a file, not both."))
        elif not file and not text.strip() and "file" not in self.errors:
            self.add_error("text", _("Paste the text, or choose a file below."))
        return values


def too_large(size):
    """The error message for a file of this size in bytes."""
    return format_lazy(
        _("This has {size} MB; at most {most} MB are taken. Divide it into parts."),
        size=round(size / 1024 / 1024, 1),
        most=MAX_FILE // 1024 // 1024,
    )


def article_values(article):
    """Initial values of AboutForm for an existing article."""
    names = (
        "version",
        "title",
        "published",
        "language",
        "direction",
        "url",
        "rights",
        "marking",
    )
    return {name: getattr(article, name) for name in names} | {
        "source": article.source.name if article.source else "",
        "repeats": article.repeats.name if article.repeats else "",
        "authors": "; ".join(article.authors),
    }


def add_form_errors(form, error):
    """Add each error to its field, or to the form where it has no such field."""
    for name, errors in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, errors)
