"""Whether a rule of the door lets a person act, for what pages offer."""

from django.core.exceptions import PermissionDenied


def allows(check, record, user):
    """Whether a rule of the door lets this person act on the record."""
    if not user.is_authenticated:
        return False
    try:
        check(record, by=user)
    except PermissionDenied:
        return False
    return True
