"""Publish all incidents that match a list's filters: a page that asks first, then a job."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import View

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.domain_errors import StaleVersion, VersionRequired
from ctplatform.jobs.models import Job
from ctplatform.jobs.views import render_state, shown
from incidents.events import services as events_services
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.models.incidents import Incident
from incidents.events.views.filter_words import filters_in_words
from incidents.records.queries.unsourced import unsourced_records

OUTCOMES = {
    "own": gettext_lazy("you made or edited them: a second person publishes them"),
    "two_approvals": gettext_lazy("they need two approvals, each on its own page"),
    "already_published": gettext_lazy("published before"),
    "changed_since": gettext_lazy("changed after you asked: check them again"),
    "merged": gettext_lazy("merged into another record"),
    "withdrawn": gettext_lazy("withdrawn"),
    "refused": gettext_lazy("refused"),
    "gone": gettext_lazy("no longer found by the filters, or hidden from you by now"),
}
"""Reasons why records were not published, in the order in which the page lists them."""
MANY = 1000  # unsourced candidates are counted up to this number
SHOWN = 100  # records listed on the page


@method_decorator([login_required, with_project], name="dispatch")
class Publish(View):
    """A page that shows what matches the filters, with a button that publishes it."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request, project, fault="", status=200):
        require_role(request.user, project, Role.REVIEWER)
        found = self.found(request, project)
        candidates = self.rows(found).filter(state="candidate", merged_into=None)
        context = {
            "project": project,
            "unsourced": unsourced_records(candidates, request.user)[:MANY].count(),
            "many": MANY,
            "fault": fault or " ".join(text for texts in found.errors.values() for text in texts),
            "counts": events_services.count_publishable(
                self.rows(found), by=request.user, project=project
            ),
            "filters": filters_in_words(found, project, request.user),
            "query": request.GET.urlencode(),
        }
        return render(request, "incidents/events/publish/ask.html", context, status=status)

    def post(self, request, project):
        require_role(request.user, project, Role.REVIEWER)
        found = self.found(request, project)
        query = [
            (name, value) for name in found.filters for value in request.GET.getlist(name) if value
        ]
        try:
            job = events_services.request_publication(
                self.rows(found),
                by=request.user,
                project=project,
                query=[*((n, v) for n, v in query if n != "project"), ("project", project.slug)],
                reason=request.POST.get("reason", "")[:4000],
                seen=request.POST.get("seen", ""),
            )
        except (StaleVersion, VersionRequired):
            fault = _(
                "The matching incidents have changed since you opened this page. The new "
                "result is shown: read it, then publish."
            )
            return self.get(request, project, fault=fault, status=409)
        except ValidationError as error:
            return self.get(request, project, fault=" ".join(error.messages), status=400)
        return redirect(job)

    def found(self, request, project):
        query = request.GET.copy()
        query["project"] = project.slug
        return IncidentFilter(query, Incident.objects.visible_to(request.user), request=request)

    def rows(self, found):
        """The incidents that match the filters; none if a filter is invalid."""
        return found.qs if found.is_valid() else found.queryset.none()


def jobs_of(user):
    rows = Job.objects.visible_to(user).filter(kind=events_services.KIND)
    return rows.select_related("project", "created_by")


@require_safe
@login_required
def job_page(request, pk):
    return render(request, "incidents/events/publish/job.html", context_of(request, pk))


@require_safe
def job_fragment(request, pk):
    """The progress of the job, for a page that polls every second."""
    return render_state(request, "incidents/events/publish/state.html", context_of(request, pk))


def context_of(request, pk):
    """The context of a job's page; records that the user may not see are left out."""
    job = get_object_or_404(jobs_of(request.user), pk=pk)
    result = job.result or {}
    listed = {name: result.get(name, [])[:SHOWN] for name in ("set_apart", "refusals")}
    ids = [each["id"] for rows in listed.values() for each in rows]
    rows = Incident.objects.visible_to(request.user).filter(pk__in=ids) if ids else ()
    titles = {str(row.pk): row.title for row in rows}
    return shown(job, request.user) | {
        "project": job.project,
        "result": result,
        "others": [(result[n], words) for n, words in OUTCOMES.items() if result.get(n)],
        "set_apart": _with_titles(listed["set_apart"], titles),
        "refusals": _with_titles(listed["refusals"], titles),
        "more_apart": max(0, result.get("two_approvals", 0) - len(listed["set_apart"])),
        "query": job.parameters["query"],
    }


def _with_titles(rows, titles):
    return [
        {"url": f"/incidents/{row['id']}/", "title": titles[row["id"]], "why": _(row["why"])}
        for row in rows
        if row["id"] in titles
    ]
