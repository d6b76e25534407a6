"""Pages of releases: the list, the form that prepares one, a release, and its files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role, Visibility
from ctplatform.accounts.roles import has_role
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.jobs.models import Job
from incidents.releases import services
from incidents.releases.content import citations, selection
from incidents.releases.content.making import cited_of
from incidents.releases.downloads import download_of
from incidents.releases.forms import ReleaseForm
from incidents.releases.models import Release, ReleaseFile
from incidents.releases.queries import (
    query_of,
    releases_of,
    selection_in_words,
    shown_manifest,
    shown_takedowns,
)


@require_safe
@with_project
def release_list(request, project):
    """The releases of a project."""
    context = {
        "project": project,
        "releases": releases_of(project, request.user),
        "is_public": project.visibility == Visibility.PUBLIC,
        "may_add": has_role(request.user, project, Role.EDITOR),
    }
    return render(request, "incidents/releases/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@with_project
def new_release(request, project):
    """Prepare a release of the incidents that the filters in the query select."""
    services.require_may_release(project, by=request.user)
    rows = Release.objects.visible_to(request.user).filter(project=project)
    query = query_of(request.GET)
    form = ReleaseForm(request.POST or None, project=project, last=rows.first(), query=query)
    if request.method == "POST" and form.is_valid():
        try:
            release = services.request_release(
                by=request.user,
                project=project,
                address=lambda pk: request.build_absolute_uri(f"/releases/{pk}/"),
                **form.cleaned_data,
            )
            return redirect(release)
        except ValidationError as error:
            form.refuse(error)
    asked = form["query"].value() or ""
    context = {
        "project": project,
        "form": form,
        "count": selection.released_incidents(project, asked).count(),
        "left_out": shown_manifest({"left_out": selection.count_left_out(project, asked)}),
        "filters": selection_in_words(asked, project),
    }
    return render(request, "incidents/releases/new.html", context)


def find_release(request, pk):
    rows = Release.objects.get_visible_row(pk, request.user)
    return get_object_or_404(
        rows.select_related("project", "created_by", "approved_by", "previous")
    )


@require_safe
def release_page(request, pk):
    """A release: its files with their hashes, what it covers, what changed, how to cite it."""
    release, user = find_release(request, pk), request.user
    job = Job.objects.visible_to(user).filter(pk=release.job).first()
    cited = cited_of(release)
    context = {
        "release": release,
        "project": release.project,
        "files": release.files.select_related("takedown"),
        "takedowns": shown_takedowns(release, request.user),
        "may_take_down": release.is_released and has_role(user, release.project, Role.REVIEWER),
        "shown": shown_manifest(release.manifest),
        "filters": selection_in_words(release, release.project),
        "apa": citations.apa(cited),
        "bibtex": citations.bibtex(cited),
        "licence_url": citations.LICENCES[release.licence][1],
        "job": None if release.is_released else job,
        "may_approve": _may(services.require_may_approve, release, user),
        "may_discard": _may(services.require_may_discard, release, user),
        "is_own": release.created_by_id == user.pk,
    }
    return render(request, "incidents/releases/page.html", context)


def _may(check, release, user):
    if release.is_released:
        return False
    try:
        check(release, by=user)
    except PermissionDenied:
        return False
    return True


@require_POST
@login_required
def approve(request, pk):
    """Release a draft; the form states which manifest was read."""
    release = find_release(request, pk)
    seen = request.POST.get("manifest_sha256", "")
    try:
        services.approve_release(release, by=request.user, seen=seen)
        messages.success(request, _("Released. It never changes from now on."))
    except StaleVersion:
        messages.warning(request, _("Its files were made again after you read it. Read it again."))
    except Conflict as error:
        messages.warning(request, str(error))
    return redirect(release)


@require_POST
@login_required
def discard(request, pk):
    """Delete a draft with its files."""
    release = find_release(request, pk)
    try:
        services.discard_release(release, by=request.user)
    except Conflict as error:
        messages.warning(request, str(error))
        return redirect(release)
    messages.success(request, _("Discarded."))
    return redirect(f"/releases/?project={release.project.slug}")


@require_safe
def release_file(request, pk, name):
    """A file of a release; what it was, with 410, if it was taken down."""
    rows = ReleaseFile.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related("takedown", "release__project"), release=pk, name=name
    )
    if row.takedown is None:
        return download_of(row, request)
    context = {"file": row, "release": row.release, "project": row.release.project}
    return render(request, "incidents/releases/taken_down.html", context, status=410)
