"""Background jobs of texts and annotations."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from annotations.annotations.services import purge_deleted
from annotations.links.services import compared_values
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.registry import sweeper

compare_values = sweeper(compared_values.compare_marked_links)


@job_task("purge_annotations", _("Remove deleted annotations"), every=timedelta(days=1))
def purge_annotations(_job, _report):
    return {"annotations": purge_deleted()}
