"""What every page says about the review: how much waits for this person, and what is new."""

from ctplatform.accounts.context import find_project
from ctplatform.curation.models import Notification
from ctplatform.curation.pages.queue import count_for_review


def review_count(request):
    """`nav.review` and `unread`, for the bar."""
    if getattr(request, "user", None) is None or not request.user.is_authenticated:
        return {}
    project = find_project(request)
    unread = Notification.objects.filter(user=request.user).unread().count()
    if project is None:
        return {"unread": unread}
    return {"unread": unread, "nav": {"review": count_for_review(request.user, project)}}
