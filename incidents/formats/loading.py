"""From a file to the register: the reader of its format, then the services of imports."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import UnknownFormat, find_reader
from ctplatform.jobs.models import Job
from ctplatform.jobs.reporting import Stopped
from ctplatform.jobs.running import JobFailed, finish
from incidents.models import ImportFile
from incidents.services.imports import ImportRefused, Target, load


def run(job, report) -> dict:
    """Do the job of an import. That it is done is written in the transaction of its rows: after
    a death, a loss of the lease or a stop either both stand or neither."""
    asked = job.parameters
    kept = ImportFile.objects.filter(pk=asked["file"]).first()
    if kept is None:
        raise JobFailed(_("The file is no longer here: upload it again."))
    if not job.created_by.is_active:
        raise JobFailed(_("The account that asked for this is closed."))
    target = Target(
        job.project, asked["dataset"], asked.get("rights"), asked.get("actors"),
        reason=_("Import of %s") % kept.name,
    )  # fmt: skip

    def settle(summary):
        if not finish(report, state=Job.State.DONE, result=summary):
            raise Stopped

    try:
        with local(kept.file) as path:
            return load_file(path, asked["format"], asked, target, by=job.created_by,
                             report=report, dry_run=asked["dry_run"], settle=settle)  # fmt: skip
    except ImportRefused as error:
        return _refused(error, report, asked["dry_run"])
    except Unreadable as error:
        report.error(error.row, error.column, error)
        raise JobFailed(str(error)) from error
    except (PermissionDenied, UnknownFormat) as error:
        raise JobFailed(str(error)) from error


def load_file(path: Path, format: str, options: dict, target: Target, *, report, **how) -> dict:
    """Read a file, first as a whole (so that what is wrong with it is said at once), then by row.

    Raises UnknownFormat, Unreadable, and what `services.imports.load` does.
    """
    reader = find_reader("incidents", format)
    report(0, 0)
    total = reader.count(path, options)
    return load(reader.read(path, options), target, report=report, total=total, **how)


def _refused(error, report, dry_run) -> dict:
    """A dry run has done its work by saying what is wrong."""
    for note in error.notes:
        report.error(*note)
    if not dry_run:
        raise JobFailed(str(error)) from error
    return {"dry_run": True, "proposals": 0, **error.summary}


@contextmanager
def local(file) -> Iterator[Path]:
    """The path of a stored file on this machine, copied from object storage where it lies there."""
    if not file:
        raise Unreadable(_("The file is no longer here: upload it again."))
    try:
        here = Path(file.path)
    except NotImplementedError:
        here = None
    if here is not None:
        if not here.exists():
            raise Unreadable(_("The file is no longer here: upload it again."))
        yield here
        return
    with tempfile.NamedTemporaryFile() as copy:
        with file.open("rb") as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)
