"""Start the import of a file of any kind: recognise it, and request its dry run."""

from dataclasses import dataclass, field
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotations.exchange.services.choices import clean_choices
from annotations.exchange.services.requests import request_import as request_annotations
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.bundles.services import request_copy
from ctplatform.exchange.limits import LIMITS, Unreadable
from ctplatform.exchange.sheets import Sheet
from ctplatform.imports.kinds import ANNOTATIONS, BUNDLE, FileKind, kind_of_format, recognise
from ctplatform.imports.recognition.limited_facts import facts_of_upload, path_of_upload
from ctplatform.jobs.models import Job
from incidents.imports.formats.loading import find_table_reader, local_path
from incidents.imports.imported_row import is_dataset
from incidents.imports.mapping import guess_mapping, rights_of
from incidents.imports.record_tables.mapping import guess_mapping as guess_record_mapping
from incidents.imports.record_tables.rows import is_own_export, open_table
from incidents.imports.record_tables.tables import table_at
from incidents.imports.services import files, mappings
from incidents.imports.services.options import (
    BadOption,
    check_columns,
    clean_options,
    dataset_of,
)
from incidents.models import ImportFile
from incidents.vocabularies import RIGHTS

CHOICES = ("rights", "marking", "language", "encoding", "codes", "annotators")
DATASET = "import"


@dataclass(frozen=True)
class ImportOptions:
    """What somebody states of a file; each kind of import takes what it knows.

    `format` is "" for a file that is recognised. `dataset` and `mapping` are those of tables,
    `encoding` that of tables and texts, `rights` those of incidents or texts, whichever the file
    holds. `marking`, `language`, `codes` and `annotators` are those of texts and annotations,
    `title` that of the project that a bundle becomes.
    """

    format: str = ""
    dataset: str = ""
    rights: str = ""
    encoding: str = ""
    mapping: str | dict = ""
    marking: str = ""
    language: str = ""
    codes: dict = field(default_factory=dict)
    annotators: dict = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True)
class StartedImport:
    """An import that was started: its job, or the stored table whose columns have to be mapped."""

    kind: FileKind
    job: Job | None = None
    table: ImportFile | None = None
    options: dict = field(default_factory=dict)


def find_kind(file, options: ImportOptions) -> FileKind:
    """The kind of an uploaded file, chosen or recognised. ValidationError names the field."""
    if not file.size:
        raise ValidationError({"file": _("The file is empty.")})
    if file.size > LIMITS.size:
        words = _("The file is larger than %d MB.") % (LIMITS.size // 1024**2)
        raise ValidationError({"file": words})
    if options.format:
        return kind_of_format(options.format)
    return recognise(facts_of_upload(file))


def start_import(
    file, *, by, project, options=None, dry_run=True, kind=None, may_guess=False
) -> StartedImport:
    """Keep a file and request its import; ValidationError names the field.

    A table of unknown columns is only kept, unless a mapping is given, or `may_guess` says that a
    saved or guessed mapping is enough for a dry run.
    """
    require_role(by, project, Role.ANNOTATOR)
    options = options or ImportOptions()
    kind = kind or find_kind(file, options)
    if kind.way == BUNDLE:
        return StartedImport(kind, request_copy(file, by=by, title=options.title, dry_run=dry_run))
    if kind.way == ANNOTATIONS:
        return _start_annotations(file, kind, options, by=by, project=project, dry_run=dry_run)
    try:
        return _start_rows(
            file, kind, options, by=by, project=project, dry_run=dry_run, may_guess=may_guess
        )
    except BadOption as error:
        raise ValidationError({error.name: str(error)}) from error


def _start_annotations(file, kind, options, *, by, project, dry_run):
    given = {name: getattr(options, name) for name in CHOICES}
    choices = clean_choices(given, by=by, project=project)
    kept = files.keep_file(file, by=by, project=project)
    job = request_annotations(
        kept, by=by, formats=list(kind.formats), dry_run=dry_run, choices=choices
    )
    return StartedImport(kind, job)


def _start_rows(file, kind, options, *, by, project, dry_run, may_guess):
    if options.rights and options.rights not in RIGHTS:
        raise BadOption("rights", _("Choose one of: %s.") % ", ".join(RIGHTS))
    format = kind.formats[0]
    is_mapped = _needs_mapping(file, format, options.encoding)
    given = options.dataset or (_dataset_named_by(file.name) if is_mapped else "")
    asked = {
        "format": format,
        "dataset": dataset_of(format, given),
        "rights": options.rights or None,
        "encoding": options.encoding,
    }
    is_given = bool(options.mapping) or not is_mapped
    checked = format if is_given else ""
    read = clean_options(format=checked, mapping=options.mapping, encoding=options.encoding)
    if not is_given and may_guess and not dry_run:
        words = _("Say what the columns mean, or begin with a dry run, which guesses it.")
        raise ValidationError({"mapping": words})
    kept = files.keep_file(file, by=by, project=project)
    if not is_given:
        if not may_guess:
            return StartedImport(kind, table=kept, options=asked)
        mapping, rights = _known_mapping(kept, options.encoding, format, by=by)
        asked["rights"] = asked["rights"] or rights
        read = clean_options(format=format, mapping=mapping, encoding=options.encoding)
    job = files.request_import(kept, by=by, dry_run=dry_run, **asked | read)
    return StartedImport(kind, job)


def _needs_mapping(file, format, encoding) -> bool:
    """Whether the columns need a meaning; those of our own exports have one."""
    table = table_at(format)
    if table is None:
        return find_table_reader(format).mapped
    try:
        with path_of_upload(file) as path:
            return not is_own_export(table, open_table(path, encoding).header)
    except Unreadable as error:
        raise ValidationError({"file": str(error)}) from error


def _dataset_named_by(name):
    found = slugify(PurePath(name or "").stem)[:60].strip("-")
    return found if is_dataset(found) else DATASET


def _known_mapping(kept, encoding, format, *, by):
    """(mapping, rights) of a table: the mapping saved for its columns, or what they suggest."""
    table = table_at(format)
    try:
        with local_path(kept.file) as path:
            sheet = open_table(path, encoding) if table else Sheet(path, encoding)
            header, tags = sheet.header, sheet.tags
    except Unreadable as error:
        raise ValidationError({"file": str(error)}) from error
    rights = None if table else rights_of(header)
    saved = mappings.find_mapping(by=by, project=kept.project, header=header, format=format)
    if saved:
        return saved.columns, rights
    columns = guess_record_mapping(table, header) if table else guess_mapping(header, tags)
    guessed = {"columns": columns}
    if wrong := next(check_columns(format, guessed, header), None):
        words = _("The names of the columns do not say what they mean: give a mapping. %s")
        raise ValidationError({"mapping": words % wrong})
    return guessed, rights
