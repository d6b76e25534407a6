"""The home page of a project: pending work, recent changes, unfinished reading, series."""

import json
from collections import Counter

from django.db.models import TextField
from django.db.models.functions import Cast, JSONObject
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.models import Annotation, Article
from ctplatform.access.visibility import CompiledForUser
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Membership, Project, Role
from ctplatform.accounts.roles import has_role, role_of
from ctplatform.accounts.services import works_without_review
from ctplatform.curation.pages.queue import waiting_in
from ctplatform.pages.awaited_people import awaited_people
from ctplatform.pages.evidence_gaps import SCANNED, evidence_gaps
from ctplatform.pages.first_steps import next_steps
from ctplatform.pages.pending_work import waits_for
from ctplatform.pages.recent_changes import changes_by_day
from ctplatform.pages.review_pace import review_pace
from ctplatform.pages.unfinished_reading import go_on_reading
from incidents.events.models.counted import all_of_them, is_no_event
from incidents.events.queries.fatalities_sources import without_fatalities_source
from incidents.events.queries.record_kinds import WORDS, kinds_in_words
from incidents.findings.queries.moved import moved_series
from incidents.models import Actor, Assessment, Incident, Series
from incidents.records.queries.unsourced import (
    unsourced_records,
    with_ungraded_passages,
    without_passages,
)
from incidents.releases.models import Release
from incidents.series.queries.left_out import CountOf
from incidents.series.views import figure_context, small_figures

SERIES_LISTED = 6
RELEASES_LISTED = 3
MOST_COUNTED = 50_000  # incidents, above which counting stops: reading a million takes a second


@require_safe
@with_project
def home(request, project):
    """Show the project's home page; members see their pending work first."""
    user = request.user
    request.waiting_roots = waiting_in(project).roots()  # the menu counts pending proposals as well
    series = list(
        Series.objects.visible_to(user)
        .in_project(project)
        .select_related("project")
        .order_by("id")[:SERIES_LISTED]
    )
    charted = next((each for each in series if each.coverage), None)  # without, a chart is empty
    members, counts = counts_of(user, project)
    is_annotator = has_role(user, project, Role.ANNOTATOR)
    context = {
        "project": project,
        "members": members,
        "waiting": waits_for(user, project, request.waiting_roots),
        "days": changes_by_day(user, project),
        "reading": go_on_reading(user, project),
        "moved": moved_series(user, project),
        "series": small_figures(series),
        "register": counts,
        "gaps": evidence_gaps(counts),
        "steps": next_steps(user, project, counts, members) if is_annotator else [],
        "offers_four_eyes": has_role(user, project, Role.OWNER) and works_without_review(project),
        "most_counted": MOST_COUNTED,
        "may_add": is_annotator,
        **({} if role_of(user, project) else visitor_context(user, project)),
        **(figure_context(charted, user) if charted else {}),
        **(review_context(user, project, request.waiting_roots) if role_of(user, project) else {}),
    }
    return render(request, "home/home.html", context)


def visitor_context(user, project) -> dict:
    """What readers who are not members see first: what the project is, and its released data."""
    found = Release.objects.visible_to(user).released().filter(project=project)
    latest = list(found.defer("description").order_by("-approved", "-id")[:RELEASES_LISTED])
    return {"is_visitor": True, "releases": latest}


def review_context(user, project, roots) -> dict:
    """What members read about the review: who is awaited, and how fast proposals are decided."""
    awaited = awaited_people(user, project, roots)
    return {"awaited": awaited, "pace": review_pace(user, project, awaited.since)}


def counts_of(user, project) -> tuple[int, dict]:
    """(members, register): the number of members, and {name: number of visible records}.

    All counts are made in one query, whose SQL is compiled once for users with the same roles.
    """
    counts = CompiledForUser(
        user, _counts, SCANNED, MOST_COUNTED, output_field=TextField(), project=project.pk
    )
    found = json.loads(Project.objects.values_list(counts).get(pk=project.pk)[0])
    kinds = Counter({kind: found.pop(f"published_{kind}") for kind in WORDS})
    apart = kinds_in_words(kinds, apart=True)
    members = found.pop("members")
    return members, found | {"events": kinds["event"], "published": kinds.total(), "apart": apart}


def latest(rows, number):
    """The published rows of a model among those recorded last."""
    found = rows.filter(state="published", merged_into=None).order_by("-id").values("pk")
    return rows.filter(pk__in=found[:number])


def _counts(user, scanned, most_counted, project):
    """The expression of `counts_of`: {name: number of rows} as JSON."""

    def rows_of(model):
        return model.objects.visible_to(user).filter(project=project).order_by()

    def gap(rows, find=unsourced_records):
        return find(latest(rows, scanned), user)

    incidents, actors, assessments = map(rows_of, (Incident, Actor, Assessment))
    whole = incidents.filter(all_of_them(), merged_into=None)
    published = whole.filter(state="published")
    passages = Annotation.objects.visible_to(user).filter(deleted=None)
    found = {
        **{
            f"published_{kind}": published.filter(is_no_event(), record_kind=kind)
            for kind in WORDS
            if kind != "event"
        },
        "published_event": published.filter(record_kind="event")[: most_counted + 1],
        "candidates": whole.filter(state="candidate", record_kind="event")[: most_counted + 1],
        "unsourced": gap(incidents),
        "actors": actors,
        "unsourced_actors": gap(actors),
        "assessments": assessments,
        "unsourced_assessments": gap(assessments),
        "no_passage": gap(incidents, without_passages),
        "no_fatalities_source": gap(incidents, without_fatalities_source),
        "no_credibility": gap(incidents, with_ungraded_passages),
        "assessments_no_passage": gap(assessments, without_passages),
        "assessments_no_credibility": gap(assessments, with_ungraded_passages),
        "articles": rows_of(Article),
        "passages": passages.filter(article_version__article__project=project).order_by(),
        "members": rows_of(Membership),
    }
    return Cast(JSONObject(**{name: CountOf(rows) for name, rows in found.items()}), TextField())
