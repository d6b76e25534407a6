"""Run an import job: read the file in its format, then pass the rows to the import services."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import Reader, UnknownFormat, find_reader, readers_of
from ctplatform.jobs.models import Job
from ctplatform.jobs.worker.errors import JobFailed, Stopped
from incidents.imports.models import ImportFile
from incidents.imports.record_tables.rows import RECORDS
from incidents.imports.record_tables.services import import_records
from incidents.imports.services import ImportRefused, RowDestination, import_rows
from incidents.imports.services.options import is_mapped


def run_import(job, report) -> dict:
    """Run an import job.

    The job is marked as done in the same transaction as its rows, so that after a crash, a lost
    lease or a stop both are stored or neither.
    """
    asked = job.parameters
    kept = ImportFile.objects.filter(pk=asked["file"]).first()
    if kept is None:
        raise JobFailed(_("The uploaded file has been deleted. Upload it again."))
    if not job.requester.is_active:
        raise JobFailed(_("The account that asked for this is closed."))
    target = RowDestination(
        job.project, asked["dataset"], asked.get("rights"), asked.get("actors"),
        reason=_("Import of %s") % kept.name, import_job=job.pk, file=kept.name,
    )  # fmt: skip

    def settle(summary):
        if not report.finish(state=Job.State.DONE, result=summary):
            raise Stopped

    try:
        with local_path(kept.file) as path:
            return load_file(path, asked["format"], asked, target, by=job.requester,
                             report=report, dry_run=asked["dry_run"], settle=settle)  # fmt: skip
    except ImportRefused as error:
        return _report_errors(error, report, asked["dry_run"])
    except Unreadable as error:
        report.error(error.row, error.column, error)
        raise JobFailed(str(error)) from error
    except (PermissionDenied, UnknownFormat) as error:
        raise JobFailed(str(error)) from error


def load_file(
    path: Path, format: str, options: dict, target: RowDestination, *, report, **how
) -> dict:
    """Read a file, first as a whole (to report faults of the file at once), then row by row.

    Raises UnknownFormat, Unreadable, and the exceptions of `services.imports.load`.
    """
    reader = find_table_reader(format)
    report(0, 0)
    total = reader.count(path, options)
    load = import_records if reader.of == RECORDS else import_rows
    return load(reader.read(path, options), target, report=report, total=total, **how)


def table_readers() -> list[Reader]:
    """The readers of tables: those of incidents, then those of other records."""
    return [*readers_of("incidents"), *readers_of(RECORDS)]


def mapped_formats() -> dict:
    """{name: label} of the tables whose columns have meanings that the user may change."""
    return {each.name: each.label for each in table_readers() if is_mapped(each.name)}


def find_table_reader(format: str) -> Reader:
    """The reader of a table. Raises UnknownFormat."""
    found = next((each for each in readers_of(RECORDS) if each.name == format), None)
    return found or find_reader("incidents", format)


def _report_errors(error, report, dry_run) -> dict:
    """Report the errors; a dry run has succeeded by finding them, an import fails."""
    for note in error.notes:
        report.error(*note)
    if not dry_run:
        raise JobFailed(str(error)) from error
    return {"dry_run": True, "proposals": 0, **error.summary}


@contextmanager
def local_path(file) -> Iterator[Path]:
    """The path of a stored file on this machine; files in object storage are copied first."""
    if not file:
        raise Unreadable(_("The uploaded file has been deleted. Upload it again."))
    try:
        here = Path(file.path)
    except NotImplementedError:
        here = None
    if here is not None:
        if not here.exists():
            raise Unreadable(_("The uploaded file has been deleted. Upload it again."))
        yield here
        return
    with tempfile.NamedTemporaryFile() as copy:
        with file.open("rb") as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)
