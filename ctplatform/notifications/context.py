"""Template context: the number of new notifications, shown on every page."""

from ctplatform.notifications.services import count_unread


def unread_count(request):
    """`unread`: the number of the user's new notifications."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread": count_unread(user)}
