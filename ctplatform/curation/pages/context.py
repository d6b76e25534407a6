"""Template context of all pages: the number of proposals to review."""

from ctplatform.accounts.current_project.context import find_project
from ctplatform.curation.pages.queue import count_for_review


def review_count(request):
    """`nav.review`: the number of proposals of the current project that the user may decide on."""
    if getattr(request, "user", None) is None or not request.user.is_authenticated:
        return {}
    project = find_project(request)
    if project is None:
        return {}
    roots = getattr(request, "waiting_roots", None)  # set by a page that has queried them already
    return {"nav": {"review": count_for_review(request.user, project, roots)}}
