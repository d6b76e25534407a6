"""The text or file that was submitted in the form, read once, and its preview."""

from django.core.exceptions import ValidationError

from annotations.articles.extraction.languages import direction_of, direction_of_letters
from annotations.articles.forms import add_form_errors
from annotations.articles.language_names import language_name
from annotations.articles.services import articles as services

SHOWN = 1500  # code points of the text in a preview
SHOWN_NOTES = 5


class Given:
    """The content of a valid NewArticleForm: a pasted text, or a file with its bytes."""

    def __init__(self, form):
        self.form = form
        self.values = form.cleaned_data
        self.file = self.values.get("file")
        self.text = self.values.get("text", "")
        self.data = self.file.read() if self.file else b""

    def about(self):
        """The metadata: every value except the text itself."""
        return {
            name: value
            for name, value in self.values.items()
            if name not in ("text", "file", "encoding")
        }

    def read(self, encoding=None):
        """Read the text in the limited process; raises ValidationError."""
        title = self.values.get("title", "")
        if not self.file:
            return services.read_pasted_text(self.text, title)
        chosen = self.values.get("encoding", "") if encoding is None else encoding
        return services.read_uploaded_file(self.file.name, self.data, chosen, title)

    def read_or_blame(self):
        """The Extract; None if it cannot be read, with the error added to the form."""
        try:
            return self.read()
        except ValidationError as error:
            add_form_errors(self.form, error)
            self.suggestion = suggested_encoding(error)
            return None

    def preview_of_suggestion(self):
        """The preview in the most likely encoding, where the file's own is unclear."""
        if not self.suggestion:
            return None
        self.form.data = self.form.data.copy()
        self.form.data["encoding"] = self.suggestion
        return self.preview(self.suggestion)

    def preview(self, encoding=None):
        """The data of the preview: the text as it would be stored, or the error."""
        try:
            found = self.read(encoding)
        except ValidationError as error:
            suggestion = suggested_encoding(error)
            if suggestion and encoding is None:
                return {**self.preview(suggestion), "refused": error.messages}
            return {"refused": error.messages}
        return {
            "text": found.text[:SHOWN],
            "is_cut": len(found.text) > SHOWN,
            "encoding": found.encoding,
            "suggested": encoding,
            "language": found.language,
            "language_name": language_name(found.language),
            "language_from": found.language_from,
            "direction": found.direction
            or (
                direction_of_letters(found.text)
                if found.language == "und"
                else direction_of(found.language)
            ),
            "warnings": found.warnings,
            "notes": found.notes[:SHOWN_NOTES],
            "more_notes": len(found.notes) - SHOWN_NOTES,
            "again": bool(self.file),
        }


def suggested_encoding(error):
    """The encoding suggested for a refused file, or an empty string."""
    for errors in getattr(error, "error_dict", {}).values():
        for each in errors:
            if each.params and each.params.get("suggestion"):
                return each.params["suggestion"]
    return ""
