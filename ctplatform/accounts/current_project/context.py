"""Template context of every page: its project and the user's role in it."""

from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import joined_by, role_of


def current_project(request):
    """`project` from the view, else from `?project=<slug>` or the only project there is.

    A view that knows its project puts it into the template context under the same name, which takes
    precedence.
    """
    project = find_project(request)
    return {"project": project, "role": role_of(request.user, project) if project else None}


def find_project(request):
    """Return the project that a page is about; None where the user has to choose one."""
    if not hasattr(request, "found_project"):
        request.found_project = _find(request)
    return request.found_project


def set_page_project(request, project):
    """Set the project of a page whose URL does not name it, also for the context processors."""
    request.found_project = project


def _find(request):
    user = getattr(request, "user", None)
    if user is None:
        return None
    shown = Project.objects.visible_to(user)
    if slug := request.GET.get("project"):
        return shown.filter(slug=slug).first()
    joined = joined_by(user)
    if len(joined) > 1:
        return None
    rows = Project.objects.filter(pk__in=joined) if joined else shown
    first_two = list(rows.order_by("id")[:2])
    return first_two[0] if len(first_two) == 1 else None
