"""Files to import from: store them unchanged, request jobs for them, delete old ones."""

import hashlib
from datetime import timedelta
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.limits import LIMITS
from ctplatform.jobs.services import request_job
from incidents.imports.models import ImportFile

KEPT = timedelta(days=30)
"""As long as the jobs that refer to them (ctplatform.jobs.files.cleaning)."""


def keep_file(file: File, *, by, project) -> ImportFile:
    """Store an uploaded file unchanged; for annotators. ValidationError names `file`."""
    require_role(by, project, Role.ANNOTATOR)
    if not file.size:
        raise ValidationError({"file": _("The file is empty.")})
    if file.size > LIMITS.size:
        most = LIMITS.size // 1024**2
        raise ValidationError({"file": _("The file is larger than %d MB.") % most})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    name = PurePath((file.name or "file").replace("\\", "/")).name[-200:]
    kept = ImportFile(
        project=project, created_by=by, name=name, size=file.size, sha256=digest.hexdigest()
    )
    kept.file.save(f"{kept.pk}{PurePath(name).suffix[:10].lower()}", file, save=False)
    kept.save(force_insert=True)
    return kept


def request_import(kept: ImportFile, *, by, format, dataset, dry_run, **options):
    """Request the import of a stored file; return the Job.

    `options`: `rights`, `mapping` and `encoding` as the format's reader takes them, and `actors`,
    the choices for ambiguous names.
    """
    require_role(by, kept.project, Role.ANNOTATOR)
    title = _("%(name)s, dry run") if dry_run else "%(name)s"
    return request_job(
        "import",
        by=by,
        project=kept.project,
        title=title % {"name": kept.name},
        file=str(kept.pk),
        name=kept.name,
        format=format,
        dataset=dataset,
        dry_run=dry_run,
        **options,
    )


def forget_old_files() -> int:
    """Delete files that were added more than a month ago; return how many."""
    old = list(ImportFile.objects.filter(created__lt=timezone.now() - KEPT))
    for kept in old:
        kept.file.delete(save=False)
        kept.delete()
    return len(old)
