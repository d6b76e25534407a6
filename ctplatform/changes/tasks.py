"""Work of the feed that recurs."""

from ctplatform.changes import services
from ctplatform.jobs.registry import sweeper

enter_ended_embargoes = sweeper(services.enter_ended_embargoes)
