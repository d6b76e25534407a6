"""The home of a project: what waits for this person, what moved, where to read on, the series."""

from django.db.models import IntegerField, Subquery
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.models import Annotation, Article
from ctplatform.accounts.choosing import with_project
from ctplatform.accounts.models import Membership, Project, Role
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


class CountOf(Subquery):
    """How many rows a query gives, as part of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows):
        super().__init__(rows.values("pk"))


def register(user, project) -> dict:
    """How much the project holds, of what this person may see: one question of the database."""

    def rows_of(model):
        return model.objects.visible_to(user).filter(project=project).order_by()

    def bare(model):
        rows = rows_of(model).filter(state="published", merged_into=None)
        return untraced(rows)[:MANY]

    passages = Annotation.objects.visible_to(user).filter(deleted=None)
    found = {
        "published": rows_of(Incident).filter(state="published"),
        "candidates": rows_of(Incident).filter(state="candidate"),
        "untraced": bare(Incident),
        "actors": rows_of(Actor),
        "untraced_actors": bare(Actor),
        "assessments": rows_of(Assessment),
        "untraced_assessments": bare(Assessment),
        "articles": rows_of(Article),
        "passages": passages.filter(article_version__article__project=project).order_by(),
    }
    counts = {name: CountOf(rows) for name, rows in found.items()}
    return Project.objects.filter(pk=project.pk).values(**counts)[0]
