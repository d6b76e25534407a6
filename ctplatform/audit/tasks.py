"""Upkeep of the audit log."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ctplatform.audit import services
from ctplatform.jobs.job_task import job_task


@job_task("delete_old_audit_entries", _("Delete old audit entries"), every=timedelta(days=1))
def delete_old_audit_entries(_job, _report):
    return {"entries": services.delete_old_entries()}
