"""What needs this person: a count, what it is, which ones, and how long it has waited."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.curation.models import Proposal
from ctplatform.curation.pages.queue import for_review, offered, parts, title_of
from ctplatform.curation.registry import kind_of
from ctplatform.curation.services.targets import with_targets
from ctplatform.jobs.models import Job
from ctplatform.templatetags.look import age
from incidents.models import Incident

NAMED = 3
LONG = timedelta(days=3)


@dataclass
class Waiting:
    """One line; `url` is where it is done, `end` how old the oldest is."""

    count: int
    words: str
    which: str
    url: str
    end: str = ""
    overdue: bool = False


def waits_for(user, project) -> list[Waiting]:
    """The lines that have something in them, the most pressing first."""
    if not user.is_authenticated:
        return []
    lines = (reviews, came_back, candidates, failed_jobs)
    return [found for line in lines if (found := line(user, project))]


def reviews(user, project):
    found = list(for_review(user, project)[:100])
    if not found:
        return None
    words = ngettext("proposal to review", "proposals to review", len(found))
    which = named([title_of(row) for row in with_targets(found[:NAMED])], len(found))
    return Waiting(len(found), words, which, _queue(project), *_oldest(found[0].created))


def came_back(user, project):
    state = Proposal.State.CHANGES_REQUESTED
    found = list(parts(user, project)["own"].filter(state=state).select_related("reviewer")[:100])
    if not found:
        return None
    words = ngettext("of your proposals came back", "of your proposals came back", len(found))
    last = found[-1]
    said = f"“{last.decision}”" if last.decision else named([last.reason], len(found))
    return Waiting(len(found), words, said, _queue(project), str(last.reviewer))


def candidates(user, project):
    """Incidents that somebody else made and nobody has published."""
    if not has_role(user, project, Role.REVIEWER):
        return None
    rows = Incident.objects.visible_to(user).filter(project=project, state="candidate")
    rows = rows.exclude(pk__in=offered(kind_of(Incident)))  # told among the proposals
    found = list(rows.exclude(created_by=user).order_by("id").only("title", "created")[:100])
    if not found:
        return None
    words = ngettext("candidate to publish", "candidates to publish", len(found))
    url = f"{reverse('incidents')}?project={project.slug}&state=candidate"
    titles = [row.title for row in found]
    return Waiting(len(found), words, named(titles, len(found)), url, *_oldest(found[0].created))


def failed_jobs(user, project):
    day = timezone.now() - timedelta(days=1)
    rows = Job.objects.filter(created_by=user, project=project, state="failed", finished__gt=day)
    found = list(rows.only("title"))
    if not found:
        return None
    words = ngettext("of your jobs failed", "of your jobs failed", len(found))
    url = f"{reverse('jobs')}?project={project.slug}"
    return Waiting(len(found), words, named([row.title for row in found], len(found)), url)


def named(titles, count) -> str:
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
