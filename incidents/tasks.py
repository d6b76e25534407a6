"""Background jobs of the register."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.jobs.files.cleaning import delete_orphaned_files
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.registry import LONG, sweeper
from ctplatform.jobs.worker.errors import JobFailed
from incidents.casualties import merged_figures
from incidents.duplicates.queries import pairs as duplicates
from incidents.events import services as events_services
from incidents.events.filters.incidents import found_by
from incidents.findings.due_series import due
from incidents.imports.formats import loading
from incidents.imports.services.files import forget_old_files
from incidents.imports.undoing import services as undoing
from incidents.models import ImportFile, ReleaseFile, Series
from incidents.releases import services as releases_services
from incidents.series.queries import points as aggregates

drain = sweeper(aggregates.recount_dirty_days)


@sweeper
def compute_findings():
    """Compute the findings of series whose points have changed; SciPy is loaded only for these."""
    if not due(timezone.now()).exists():
        return 0
    from incidents.findings.services import compute_due  # noqa: PLC0415 - 60 MB, seldom needed

    return compute_due()


@sweeper
def compute_checks():
    """Compute the outcomes of checks whose data have changed."""
    from incidents.checks.services import compute_due  # noqa: PLC0415 - SciPy, in workers alone

    return compute_due()


@job_task("rebuild_series", _("Counting a series"), time_limit=timedelta(minutes=30))
def rebuild_series(job, report):
    series = Series.objects.filter(pk=job.parameters["series"]).first()
    if series is None:
        raise JobFailed(_("The series no longer exists."))
    aggregates.rebuild_series(series, report)


@job_task("import", _("Import"), page="/imports/{}/", queue=LONG, time_limit=timedelta(hours=1))
def import_file(job, report):
    return loading.run_import(job, report)


@job_task(
    undoing.KIND,
    _("Undo an import"),
    page="/imports/undone/{}/",
    queue=LONG,
    time_limit=timedelta(hours=1),
)
def undo_import(job, report):
    """Undo an import of a table."""
    return undoing.run_undo(job, report)


@job_task("forget_imports", _("Remove imported files"), every=timedelta(days=1))
def forget_imports(_job, _report):
    return {
        "files": forget_old_files(),
        "orphaned_files": delete_orphaned_files(ImportFile, "imports"),
        "orphaned_files_of_releases": delete_orphaned_files(ReleaseFile, "releases"),
    }


compare = sweeper(duplicates.compare_changed_records)

take_over = sweeper(merged_figures.update_merged_figures)


@job_task(duplicates.SCAN, _("Compare records"), queue=LONG, time_limit=timedelta(hours=1))
def find_duplicates(job, report):
    """Compare all records of each project that has many records to compare, one after another."""
    pairs = job.checkpoint or []
    for project in job.parameters["projects"][len(pairs) :]:
        pairs.append(duplicates.compare_project(project, report))
        report.save_checkpoint(pairs)
    return {"pairs": sum(pairs)}


@job_task(events_services.KIND, _("Publish incidents"), queue=LONG, page="/incidents/publish/{}/")
def publish_incidents(job, report):
    """Publish the incidents that match the filters of a list."""
    return events_services.run_publication(job, report, found_by)


@job_task(releases_services.KIND, _("Make a release"), queue=LONG, time_limit=timedelta(hours=1))
def make_release(job, report):
    """Make the files of a release that somebody prepares."""
    return releases_services.make_release(job, report)
