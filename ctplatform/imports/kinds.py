"""Which kind of import a file is for: found by its facts, through the registries of formats."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.exchange.documents import document_formats
from annotations.exchange.services.requests import readable_formats
from annotations.exchange.services.texts import TEXT, TEXT_LABEL
from ctplatform.exchange.file_facts import FileFacts
from incidents.imports.formats.loading import table_readers

TABLES, ANNOTATIONS, BUNDLE = "tables", "annotations", "bundle"
BUNDLE_LABEL = gettext_lazy("Bundle of a project")
TEXTS = ("text", "html", "pdf", "docx")
NAMED = 5  # columns that a refusal names


@dataclass(frozen=True)
class FileKind:
    """What a file is taken for: the way in, and the formats to try, the likeliest first."""

    way: str
    formats: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(format_labels().get(self.formats[0], self.formats[0]))


def format_labels() -> dict:
    """{name: label} of everything that can be read, in the order in which pages list it."""
    found = {each.name: each.label for each in table_readers()}
    found |= {name: each.label for name, each in readable_formats().items()}
    return found | {TEXT: TEXT_LABEL, BUNDLE: BUNDLE_LABEL}


def kind_of_format(name: str) -> FileKind:
    """The kind of a format that somebody chose. Raises ValidationError naming `format`."""
    if name in (each.name for each in table_readers()):
        return FileKind(TABLES, (name,))
    if name in readable_formats() or name == TEXT:
        return FileKind(ANNOTATIONS, (name,))
    if name == BUNDLE:
        return FileKind(BUNDLE, (name,))
    raise ValidationError({"format": _("Choose one of: %s.") % ", ".join(format_labels())})


def recognise(facts: FileFacts) -> FileKind:
    """The kind of a file. Raises ValidationError that says what was found and what is read."""
    for find in (_bundle, _rows, _annotations, _mapped_table, _text):
        if not facts.problem and (found := find(facts)):
            return found
    if facts.formats:  # the format says better what is wrong
        return FileKind(ANNOTATIONS, facts.formats)
    raise ValidationError({"file": _("%(found)s %(read)s") % _refusal(facts)})


def _bundle(facts):
    return FileKind(BUNDLE, (BUNDLE,)) if facts.shape == "bundle" else None


def _rows(facts, mapped=False):
    for each in table_readers():
        if each.mapped == mapped and each.recognises and each.recognises(facts):
            return FileKind(TABLES, (each.name,))
    return None


def _annotations(facts):
    return FileKind(ANNOTATIONS, facts.formats) if facts.formats else None


def _mapped_table(facts):
    return _rows(facts, mapped=True)


def _text(facts):
    return FileKind(ANNOTATIONS, (TEXT,)) if facts.shape in TEXTS else None


def _refusal(facts):
    read = _(
        "Accepted files: tables of incidents and of other records (CSV, XLSX, JSON Lines, GeoJSON,"
        " STIX), texts (TXT, HTML, PDF, DOCX), bundles of projects, and annotated texts and"
        " codebooks as %s."
    )
    labels = ", ".join(str(each.label) for each in document_formats().values() if each.read)
    return {"found": _what_was_found(facts), "read": read % labels}


def _what_was_found(facts):
    if facts.shape == "empty":
        return _("The file is empty.")
    if facts.problem:
        return facts.problem
    if facts.members:
        words = _(
            "This is a zip with %s. No annotations were found in it. Unpack it and upload the"
            " files."
        )
        return words % ", ".join(f"“{each}”" for each in facts.members)
    if facts.shape == "json" and facts.columns:
        words = _("This is JSON with the names %s, which is not a known format.")
        return words % ", ".join(f"“{each[:40]}”" for each in facts.columns[:NAMED])
    if facts.described:
        return _("This is %s.") % facts.described
    return _("This is not a known kind of file.")
