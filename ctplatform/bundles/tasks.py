"""Bundles are made, and copies put in, by background jobs."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ctplatform.audit.services import download_of_job
from ctplatform.bundles import services
from ctplatform.bundles.contents.bundled_tables import bundled_tables
from ctplatform.bundles.reading.checking import BundleRefused
from ctplatform.bundles.writing import write_bundle
from ctplatform.jobs.files.access import contents_of
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.registry import LONG
from ctplatform.jobs.worker.errors import JobFailed


@job_task(services.EXPORT, _("Project bundle"), queue=LONG, time_limit=timedelta(hours=4))
def export_bundle(job, report):
    """Write the bundle of the job's project, as the user who requested it may see it."""
    if not job.created_by.is_active:
        raise JobFailed(_("The account that asked for this is closed."))
    project = job.project
    with tempfile.NamedTemporaryFile(delete=False) as file:
        report.file = (Path(file.name), f"{slugify(project.slug)}.bundle.zip")
        report.contents = _contents(project, job.requester)
        manifest = write_bundle(project, reader=job.requester, file=file, report=report)
    size = report.file[0].stat().st_size
    download_of_job(job, "bundles", "zip", [project.pk]).finish(manifest.rows, size)
    return {
        "rows": manifest.rows,
        "bytes": size,
        "hidden": sum(manifest.hidden.values()),
        "missing_files": len(manifest.missing_files),
    }


@job_task(
    services.COPY,
    _("Copy of a project"),
    page="/bundles/{}/",
    queue=LONG,
    time_limit=timedelta(hours=4),
)
def copy_bundle(job, report):
    """Make a new project of an uploaded bundle, for the user who uploaded it, or only check it."""
    if not job.created_by.is_active:
        raise JobFailed(_("The account that asked for this is closed."))
    stored = job.parameters["file"]
    with tempfile.NamedTemporaryFile(suffix=".zip") as local:
        try:
            with default_storage.open(stored, "rb") as content:
                shutil.copyfileobj(content, local)
        except FileNotFoundError as error:
            raise JobFailed(_("The uploaded file has been deleted. Upload it again.")) from error
        local.flush()
        title = job.parameters["name"]
        try:
            if job.parameters.get("dry_run"):
                return services.count_rows(local.name) | ({"title": title} if title else {})
            made = services.copy_project(
                Path(local.name), by=job.requester, title=title, report=report
            )
        except BundleRefused as error:
            raise JobFailed(str(error)) from error
    return {"project": made.slug, "title": made.title}


@job_task("delete_old_uploads", _("Delete uploaded bundles"), every=timedelta(days=1))
def delete_old_uploads(_job, _report):
    return {"files": services.delete_old_uploads()}


def _contents(project, user) -> dict:
    """As `contents_of`, for all tables of records with named readers."""
    role = user.roles()[project.pk].value if project.pk in user.roles() else ""
    named = {}
    for table in bundled_tables():
        if hasattr(table.model, "named"):
            named |= contents_of(table.visible_rows(project, user), user)["named"]
    return {
        "is_superuser": user.is_superuser,
        "projects": {str(project.pk): role},
        "named": named,
    }
