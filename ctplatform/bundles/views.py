"""The pages of bundles: ask for one, copy a project from one."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ctplatform.accounts.models import Project
from ctplatform.bundles import services
from ctplatform.bundles.forms import CopyForm


@login_required
@require_POST
def make_bundle(request, slug):
    """Request the bundle of a project; its page shows the progress and then the file."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    job = services.request_bundle(project, by=request.user)
    return redirect(job)


@login_required
def copy_project(request):
    """Upload a bundle, of which a new project is made."""
    form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            job = services.request_copy(values["file"], by=request.user, title=values["title"])
        except ValidationError as error:
            form.add_error("file", error.message_dict["file"])
        else:
            return redirect(job)
    status = 400 if form.errors else 200
    return render(request, "bundles/copy.html", {"form": form, "project": None}, status=status)
