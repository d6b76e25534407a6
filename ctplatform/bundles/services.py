"""Ask for a bundle of a project; restore a project from one, or copy it."""

import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePath

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Project, Role, User
from ctplatform.accounts.roles import require_role
from ctplatform.accounts.services import free_slug
from ctplatform.bundles.contents import manifest as layout
from ctplatform.bundles.reading.checking import BundleRefused, check_bundle
from ctplatform.bundles.reading.people import accounts_of_copied, accounts_of_restored, read_people
from ctplatform.bundles.reading.restoring import Restoring
from ctplatform.domain_errors import Conflict
from ctplatform.exchange.limits import LIMITS
from ctplatform.jobs.files.cleaning import stored_names
from ctplatform.jobs.models import Job
from ctplatform.jobs.services import request_job
from incidents.models import Series
from incidents.series.services import request_rebuild

EXPORT, COPY = "export_bundle", "copy_bundle"
UPLOADS = "bundles"
"""The folder of uploaded bundles in the storage."""
UPLOADS_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Copied:
    """The project that a copy becomes."""

    slug: str
    title: str
    owner: User


def request_bundle(project, *, by):
    """Request the bundle of a project; return the Job, which makes the file. For owners."""
    require_role(by, project, Role.OWNER)
    title = _("Bundle of %s") % project.title
    return request_job(EXPORT, by=by, project=project, title=title[:300])


def request_copy(file: File, *, by, title="", dry_run=False) -> Job:
    """Keep an uploaded bundle, and request that a new project is made of it; return the Job.

    The owner of the copy is `by`. A dry run only checks the bundle and counts its rows. Raises
    PermissionDenied, and ValidationError naming `file`.
    """
    if not (by.is_authenticated and by.is_active):
        raise PermissionDenied
    if not file.size:
        raise ValidationError({"file": _("The file is empty.")})
    if file.size > LIMITS.size:
        text = _("The file is larger than %d MB: manage.py copy_project takes larger ones.")
        raise ValidationError({"file": text % (LIMITS.size // 1024**2)})
    kept = default_storage.save(f"{UPLOADS}/{uuid7()}.zip", file)
    name = PurePath((file.name or "").replace("\\", "/")).name
    return _request_copy_of(kept, by=by, shown=name or "a bundle", title=title, dry_run=dry_run)


def commit_copy(job: Job, *, by) -> Job:
    """Request the copy that a dry run has checked; return its Job. For the user who checked it.

    Raises PermissionDenied, and Conflict where the bundle has been deleted.
    """
    if job.created_by_id != by.pk or not by.is_active:
        raise PermissionDenied
    asked = job.parameters
    if not (job.result or {}).get("dry_run"):
        raise Conflict(_("Only a dry run can be imported."))
    if not default_storage.exists(asked["file"]):
        raise Conflict(_("The uploaded file has been deleted. Upload it again."))
    return _request_copy_of(asked["file"], by=by, shown=asked["shown"], title=asked["name"])


def _request_copy_of(kept, *, by, shown, title, dry_run=False):
    words = _("%s, dry run") if dry_run else _("Copy from %s")
    return request_job(
        COPY,
        by=by,
        project=None,
        title=(words % shown)[:300],
        file=kept,
        name=title,
        shown=shown,
        dry_run=dry_run,
    )


def delete_old_uploads() -> int:
    """Delete uploaded bundles a day after the last job about them has ended; return how many."""
    waiting = Job.objects.unfinished().filter(kind=COPY).values_list("parameters__file", flat=True)
    in_use, newest = set(waiting), timezone.now() - UPLOADS_KEPT
    gone = [
        name
        for name in stored_names(default_storage, UPLOADS)
        if name not in in_use and default_storage.get_modified_time(name) < newest
    ]
    for name in gone:
        default_storage.delete(name)
    return len(gone)


def restore_project(path, *, by, people=None, same_people=False, report=None) -> Project:
    """Put a project in with the ids that it has in the bundle. For administrators of the site.

    `people` are {username in the bundle: username here}, `same_people` says that equal usernames
    are the same people. Others get a closed account. Raises PermissionDenied and BundleRefused.
    """
    if not by.is_superuser:
        raise PermissionDenied(_("Only an administrator of the site may restore a project."))
    manifest = check_bundle(Path(path))
    _require_new(manifest)
    with transaction.atomic():
        named = accounts_of_restored(_people_in(path), people or {}, are_same=same_people)
        project = Restoring(path, manifest, named, report or _silent).run()
        _count_again(project, by)
    return project


def count_rows(path) -> dict:
    """What a copy of this bundle would hold: its title, and the rows of each of its tables.

    Raises BundleRefused.
    """
    manifest = check_bundle(Path(path))
    names = {name: each.get("rows") for name, each in manifest.members.items()}
    prefix = layout.TABLES
    tables = {
        name.removeprefix(prefix).removesuffix(".jsonl"): rows
        for name, rows in names.items()
        if name.startswith(prefix) and rows
    }
    title = str(manifest.project.get("title", ""))[:200]
    return {"dry_run": True, "title": title, "rows": manifest.rows, "tables": tables}


def copy_project(path, *, by, title="", report=None) -> Project:
    """Make a new, private project from a bundle, with new ids; `by` is its owner.

    Its people are closed accounts of its own. Raises BundleRefused.
    """
    if not (by.is_authenticated and by.is_active):
        raise PermissionDenied
    manifest = check_bundle(Path(path))
    title = title or str(manifest.project.get("title", ""))[:200] or _("Copy")
    copied = Copied(free_slug(slugify(title)[:50]), title, by)
    with transaction.atomic():
        named = accounts_of_copied(_people_in(path), copied.slug)
        project = Restoring(path, manifest, named, report or _silent, copied).run()
        _count_again(project, by)
    return project


def _require_new(manifest):
    here = Project.objects.filter(pk=manifest.project.get("id")).first()
    if here is not None:
        text = _("This project is here already, at the address “%s”. Copy it, or purge it first.")
        raise BundleRefused(text % here.slug)
    if Project.objects.filter(slug=manifest.project.get("slug")).exists():
        text = _("Another project has the address “%s” here.")
        raise BundleRefused(text % manifest.project["slug"])


def _people_in(path):
    with zipfile.ZipFile(path) as archive, archive.open(layout.PEOPLE) as lines:
        return read_people(lines)


def _count_again(project, by):
    """Request what the bundle leaves out because it is computed."""
    for series in Series.objects.filter(project=project):
        request_rebuild(series, by=by)


def _silent(_done, _total):
    """A report that nobody reads."""
