"""Request an import as a job, and run it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from annotations.exchange.archives import is_zip
from annotations.exchange.documents import document_formats
from annotations.exchange.limited_reading.reader import read_limited
from annotations.exchange.services.choices import ImportChoices, clean_choices
from annotations.exchange.services.importing import ImportFaults, import_corpus
from annotations.exchange.services.texts import TEXT, read_text_file
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.limits import Unreadable
from ctplatform.jobs.models import Job
from ctplatform.jobs.services import request_job
from ctplatform.jobs.worker.errors import JobFailed, Stopped
from incidents.imports.formats.loading import local_path
from incidents.imports.services.files import keep_file
from incidents.models import ImportFile

KIND = "import_annotations"
START = 4096  # bytes by which a file is recognised


def readable_formats() -> dict:
    """{name: DocumentFormat} of those that can be read."""
    return {name: each for name, each in document_formats().items() if each.read}


def recognised(name: str, start: bytes) -> list[str]:
    """The formats that a file may be in, by its name and its first bytes."""
    found = readable_formats().items()
    return [key for key, each in found if each.recognises and each.recognises(name, start)]


def keep_and_request(file, *, by, project, format="", dry_run=True, choices=None) -> Job:
    """Store an uploaded file and request its import. ValidationError names the field.

    Without a format, the file is read in the first of those it is recognised as that can read it.
    """
    require_role(by, project, Role.ANNOTATOR)
    given = clean_choices(choices or {}, by=by, project=project)
    formats = [format] if format else _formats_of(file)
    if format and format not in (known := [*readable_formats(), TEXT]):
        words = _("Choose one of: %s.") % ", ".join(known)
        raise ValidationError({"format": words})
    kept = keep_file(file, by=by, project=project)
    return request_import(kept, by=by, formats=formats, dry_run=dry_run, choices=given)


def _formats_of(file):
    """The formats to try, the likeliest first: what is in a zip is found out by reading it."""
    start = file.read(START)
    file.seek(0)
    if not start:
        return []
    found = recognised(file.name or "", start)
    if is_zip(start):
        others = (name for name, each in readable_formats().items() if each.archive)
        found = list(dict.fromkeys([*found, *others]))
    if not found:
        known = ", ".join(str(each.label) for each in readable_formats().values())
        words = _("The file was not recognised. Choose its format; these are read: %s.")
        raise ValidationError({"file": words % known})
    return found


def request_import(kept: ImportFile, *, by, formats, dry_run, choices: ImportChoices) -> Job:
    """Request the import of a stored file; return the Job."""
    require_role(by, kept.project, Role.ANNOTATOR)
    title = _("%(name)s, dry run") if dry_run else "%(name)s"
    return request_job(
        KIND,
        by=by,
        project=kept.project,
        title=title % {"name": kept.name},
        file=str(kept.pk),
        name=kept.name,
        formats=formats,
        dry_run=dry_run,
        choices=choices.as_dict(),
    )


def run_import(job, report) -> dict:
    """Run an import job; it is marked as done in the same transaction as what it writes."""
    asked = job.parameters
    kept = ImportFile.objects.filter(pk=asked["file"]).first()
    if kept is None:
        raise JobFailed(_("The uploaded file has been deleted. Upload it again."))
    if not job.requester.is_active:
        raise JobFailed(_("The account that asked for this is closed."))

    def mark_done(summary):
        if not report.finish(state=Job.State.DONE, result=summary):
            raise Stopped

    try:
        with local_path(kept.file) as path:
            return _run(job, path, report, mark_done)
    except (Unreadable, ImportFaults, ValidationError, PermissionDenied) as error:
        raise JobFailed(_why_failed(error, report)) from error


def _why_failed(error, report) -> str:
    """Why the import failed; what is wrong in the file is reported too."""
    if isinstance(error, Unreadable):
        report.error(error.row, error.column, error)
        return str(error)
    if isinstance(error, ImportFaults):
        for fault in error.faults:
            report.error(None, None, fault)
        return _("Some texts cannot be stored: nothing was written.")
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    words = _("New codes are made by editors: map the codes to codes of the project. %s")
    return words % error


def _read(path, format, name, choices):
    if format == TEXT:
        return read_text_file(path, name, choices.encoding)
    return read_limited(path, format)


def _run(job, path, report, mark_done):
    asked = job.parameters
    choices = clean_choices(asked["choices"], by=job.requester, project=job.project)
    refused = None
    for format in asked["formats"]:
        report(0, 0)
        try:
            with _read(path, format, asked["name"], choices) as found:
                return import_corpus(
                    found, choices, by=job.requester, project=job.project, name=asked["name"],
                    format=format, dry_run=asked["dry_run"], report=report, mark_done=mark_done,
                )  # fmt: skip
        except Unreadable as error:
            refused = refused or error
    raise refused or Unreadable(_("The file was not recognised. Choose its format."))
