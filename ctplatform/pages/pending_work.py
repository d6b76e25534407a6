"""Pending work of the user: a count, what it is, which records, and how old it is."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.curation.models import Proposal
from ctplatform.curation.pages.queue import (
    CANDIDATES,
    count_to_publish,
    parts,
    title_of,
    to_publish,
)
from ctplatform.curation.queries.targets import with_targets
from ctplatform.jobs.models import Job
from ctplatform.web.templatetags.components import age

NAMED = 3
LONG = timedelta(days=3)


@dataclass
class Waiting:
    """One line; `url` is where the work is done, `end` the age of the oldest item."""

    count: int
    words: str
    which: str
    url: str
    end: str = ""
    overdue: bool = False


def waits_for(user, project, roots) -> list[Waiting]:
    """The non-empty lines, most urgent first.

    `roots` are the kinds of records that the project's waiting proposals are about.
    """
    if not user.is_authenticated:
        return []
    proposals = parts(user, project, roots)
    lines = (
        pending_reviews(proposals["review"], project),
        came_back(proposals["own"], project),
        pending_candidates(user, project),
        failed_jobs(user, project),
    )
    return [line for line in lines if line]


def pending_reviews(proposals, project):
    found = list(proposals[:100])
    if not found:
        return None
    words = ngettext("proposal to review", "proposals to review", len(found))
    which = titles_in_words([title_of(row) for row in with_targets(found[:NAMED])], len(found))
    return Waiting(len(found), words, which, _queue(project), *_oldest(found[0].created))


def came_back(proposals, project):
    state = Proposal.State.CHANGES_REQUESTED
    found = list(proposals.filter(state=state).select_related("reviewer")[:100])
    if not found:
        return None
    words = ngettext("of your proposals came back", "of your proposals came back", len(found))
    last = found[-1]
    said = f"“{last.decision}”" if last.decision else titles_in_words([last.reason], len(found))
    return Waiting(len(found), words, said, _queue(project), str(last.reviewer))


def pending_candidates(user, project):
    """Candidates of every kind that the user may publish, as the queue lists and counts them."""
    found = to_publish(user, project)
    if not found:
        return None
    count = len(found) if len(found) < CANDIDATES else count_to_publish(user, project)
    words = ngettext("candidate to publish", "candidates to publish", count)
    titles = [str(record) for _kind, record, _address in found]
    oldest = found[0][1].created
    return Waiting(count, words, titles_in_words(titles, count), _queue(project), *_oldest(oldest))


def failed_jobs(user, project):
    day = timezone.now() - timedelta(days=1)
    rows = Job.objects.filter(created_by=user, project=project, state="failed", finished__gt=day)
    found = list(rows.only("title"))
    if not found:
        return None
    words = ngettext("of your jobs failed", "of your jobs failed", len(found))
    url = f"{reverse('jobs')}?project={project.slug}"
    return Waiting(
        len(found), words, titles_in_words([row.title for row in found], len(found)), url
    )


def titles_in_words(titles, count) -> str:
    """“One, Two, Three and four more”."""
    shown = ", ".join(titles[:NAMED])
    more = count - min(len(titles), NAMED)
    if not more:
        return shown
    text = ngettext("%(shown)s and %(n)d more", "%(shown)s and %(n)d more", more)
    return text % {"shown": shown, "n": more}


def _oldest(moment):
    return _("oldest %s") % age(moment), timezone.now() - moment > LONG


def _queue(project):
    return f"{reverse('review')}?project={project.slug}"
