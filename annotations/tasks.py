"""The texts' background work."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from annotations.services.annotations import purge_deleted
from ctplatform.jobs.registry import job_kind


@job_kind("purge_annotations", _("Remove deleted annotations"), every=timedelta(days=1))
def purge_annotations(_job, _report):
    return {"annotations": purge_deleted()}
