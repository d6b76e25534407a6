"""Background jobs of texts and annotations."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from annotations.annotations.services import purge_deleted
from annotations.exchange.services import requests as annotated_files
from annotations.links.services import compared_values
from annotations.relations.services import purge_deleted_relations
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.registry import LONG, sweeper

compare_values = sweeper(compared_values.compare_marked_links)


@job_task("purge_annotations", _("Remove deleted annotations"), every=timedelta(days=1))
def purge_annotations(_job, _report):
    return {"relations": purge_deleted_relations(), "annotations": purge_deleted()}


@job_task(
    annotated_files.KIND,
    _("Import annotations"),
    page="/annotation-imports/{}/",
    queue=LONG,
    time_limit=timedelta(hours=1),
)
def import_annotations(job, report):
    """Import the texts and annotations of a file, or find out what that would do."""
    return annotated_files.run_import(job, report)
