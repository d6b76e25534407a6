"""What every page says about the review: how many proposals wait for this person."""

from ctplatform.accounts.context import find_project
from ctplatform.curation.pages.queue import for_review


def review_count(request):
    """`nav.review`, for the bar."""
    project = find_project(request)
    if project is None or not request.user.is_authenticated:
        return {}
    return {"nav": {"review": for_review(request.user, project).count()}}
