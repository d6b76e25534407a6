"""Whether a permission check of the curation services passes, so that pages can offer an action."""

from django.core.exceptions import PermissionDenied


def is_allowed(check, record, user):
    """Whether the check lets this user act on the record."""
    if not user.is_authenticated:
        return False
    try:
        check(record, by=user)
    except PermissionDenied:
        return False
    return True
