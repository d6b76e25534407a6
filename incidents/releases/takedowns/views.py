"""Pages on which files of a release are taken down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ctplatform.domain_errors import Conflict
from incidents.releases.models import Release, Takedown
from incidents.releases.takedowns import services
from incidents.releases.takedowns.forms import TakedownForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def request_takedown(request, pk):
    """Choose files of a release and say why their content has to go."""
    rows = Release.objects.get_visible_row(pk, request.user)
    release = get_object_or_404(rows.select_related("project"))
    services.require_may_request(release, by=request.user)
    form = TakedownForm(request.POST or None, release=release)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.request_takedown(release, by=request.user, **form.cleaned_data)
        except (Conflict, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _outcome(made))
            return redirect(release)
    context = {"release": release, "project": release.project, "form": form}
    return render(request, "incidents/releases/take_down.html", context)


def _outcome(takedown):
    if takedown.is_approved:
        return _("Taken down. Nobody else could approve it, so it applied at once.")
    return _("Requested. A second person approves it.")


@require_POST
@login_required
def approve_takedown(request, pk):
    """Approve a request: the content is deleted for ever."""
    text = _("Taken down. The content is deleted.")
    return _decide(request, pk, services.approve_takedown, text)


@require_POST
@login_required
def refuse_takedown(request, pk):
    """Refuse a request, or take one's own back."""
    return _decide(request, pk, services.refuse_takedown, _("Refused. Nothing was deleted."))


def _decide(request, pk, service, text):
    rows = Takedown.objects.get_visible_row(pk, request.user)
    takedown = get_object_or_404(rows.select_related("release__project"))
    try:
        service(takedown, by=request.user)
        messages.success(request, text)
    except Conflict as error:
        messages.warning(request, str(error))
    return redirect(takedown.release)
