"""Pages to save a list's filters and order under a name, and to delete saved views."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.lists import services
from ctplatform.lists.models import SavedView, listed_nouns


@require_POST
@login_required
@with_project
def save_view(request, project):
    """Save a view and open it; an error is shown above the unchanged list."""
    given = request.POST
    nouns = listed_nouns()
    noun = given.get("list") if given.get("list") in nouns else nouns[0]
    query = services.query_to_save(given.get("query", ""))
    try:
        view = services.save_view(
            by=request.user,
            project=project,
            list=noun,
            title=given.get("title", ""),
            query=query,
            shared="shared" in given,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(SavedView(project=project, list=noun, query=query).address)
    messages.success(request, _("Saved. It is shown above the list."))
    return redirect(view.address)


@require_POST
@login_required
def delete_view(request, pk):
    """Delete a saved view; the records stay."""
    shown = SavedView.objects.visible_to(request.user).select_related("project")
    view = get_object_or_404(shown, pk=pk)
    services.delete_view(view, by=request.user)
    messages.success(request, _("Forgotten."))
    return redirect(f"/{view.list}/?project={view.project.slug}")
