"""The register's background work."""

from django.utils.translation import gettext_lazy as _

from ctplatform.jobs.registry import job_kind, sweeper
from ctplatform.jobs.running import JobFailed
from incidents.aggregates import series as aggregates
from incidents.models import Series

drain = sweeper(aggregates.drain)


@job_kind("rebuild_series", _("Counting a series"))
def rebuild_series(job, report):
    series = Series.objects.filter(pk=job.parameters["series"]).first()
    if series is None:
        raise JobFailed(_("The series is no longer there."))
    aggregates.rebuild(series, report)
