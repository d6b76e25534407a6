"""The home of a project: what waits for this person, what moved, where to read on, the series."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.models import Annotation, Article
from ctplatform.accounts.choosing import with_project
from ctplatform.accounts.models import Membership, Role
from ctplatform.accounts.roles import has_role
from ctplatform.pages.moved import moved
from ctplatform.pages.reading import go_on_reading
from ctplatform.pages.waiting import waits_for
from incidents.aggregates.tracing import untraced
from incidents.models import Actor, Assessment, Incident, Series
from incidents.views.figures import in_small, shown

SERIES_LISTED = 6
MANY = 1000  # untraced records, beyond which none is counted


@require_safe
@with_project
def home(request, project):
    """A newcomer sees a living project; a member sees first what needs them."""
    user = request.user
    series = list(
        Series.objects.visible_to(user)
        .in_project(project)
        .select_related("project")
        .order_by("id")[:SERIES_LISTED]
    )
    context = {
        "project": project,
        "members": Membership.objects.filter(project=project).count(),
        "waiting": waits_for(user, project),
        "days": moved(user, project),
        "reading": go_on_reading(user, project),
        "series": in_small(series),
        "register": register(user, project),
        "many": MANY,
        "may_add": has_role(user, project, Role.ANNOTATOR),
        **(shown(series[0], user) if series else {}),
    }
    return render(request, "home/home.html", context)


def register(user, project) -> dict:
    """How much the project holds, of what this person may see."""

    def count(model):
        return model.objects.visible_to(user).filter(project=project).count()

    def bare(model):
        rows = model.objects.visible_to(user).filter(project=project, state="published")
        return untraced(rows.filter(merged_into=None))[:MANY].count()

    incidents = Incident.objects.visible_to(user).filter(project=project)
    passages = Annotation.objects.visible_to(user).filter(deleted=None)
    return {
        **incidents.aggregate(
            published=Count("pk", filter=Q(state="published")),
            candidates=Count("pk", filter=Q(state="candidate")),
        ),
        "untraced": bare(Incident),
        "untraced_actors": bare(Actor),
        "untraced_assessments": bare(Assessment),
        "actors": count(Actor),
        "assessments": count(Assessment),
        "articles": count(Article),
        "passages": passages.filter(article_version__article__project=project).count(),
    }
