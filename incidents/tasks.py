"""The register's background work."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ctplatform.jobs.registry import job_kind, sweeper
from ctplatform.jobs.running import JobFailed
from incidents.aggregates import duplicates, killed
from incidents.aggregates import series as aggregates
from incidents.formats import loading
from incidents.models import Series
from incidents.services.imports.files import forget_old_files

drain = sweeper(aggregates.drain)


@job_kind("rebuild_series", _("Counting a series"))
def rebuild_series(job, report):
    series = Series.objects.filter(pk=job.parameters["series"]).first()
    if series is None:
        raise JobFailed(_("The series is no longer there."))
    aggregates.rebuild(series, report)


@job_kind("import", _("Import"), page="/imports/{}/")
def import_file(job, report):
    return loading.run(job, report)


@job_kind("forget_imports", _("Remove imported files"), every=timedelta(days=1))
def forget_imports(_job, _report):
    return {"files": forget_old_files()}


compare = sweeper(duplicates.drain)

take_over = sweeper(killed.drain)


@job_kind(duplicates.SCAN, _("Compare records"))
def find_duplicates(job, report):
    """Compare all records of the projects in which many wait for it."""
    projects = job.parameters["projects"]
    pairs = [duplicates.scan(project, report) for project in projects]
    return {"pairs": sum(pairs)}
