"""Work of the feed that recurs."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ctplatform.changes import services
from ctplatform.changes.pruning import prune_feed
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.registry import sweeper

enter_ended_embargoes = sweeper(services.enter_ended_embargoes)


@job_task("prune_feed", _("Delete old entries of the feed of changes"), every=timedelta(days=1))
def prune(_job, report):
    return {"entries": prune_feed(report)}
