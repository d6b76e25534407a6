"""The background job of curation: remind of old proposals, and withdraw lapsed ones."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ctplatform.curation.services import remind_of_proposals, withdraw_lapsed_proposals
from ctplatform.jobs.job_task import job_task


@job_task("old_proposals", _("Remind of old proposals"), every=timedelta(days=1))
def tend_old_proposals(_job, _report):
    return {"withdrawn": withdraw_lapsed_proposals(), "reminded": remind_of_proposals()}
