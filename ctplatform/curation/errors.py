"""Errors of curation beside Django's own (PermissionDenied is 403, ValidationError is 400)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.problems import Conflict as RestConflict
from ctplatform.rest.problems import PreconditionFailed


class Conflict(RestConflict):
    """409: `fields` names each field in conflict, as {name: {"from", "to", "live"}}."""

    default_detail = _("The live record has changed in a field that this changes.")

    def __init__(self, fields):
        super().__init__(fields=fields)


class WrongState(RestConflict):
    """409: the state of the record or the proposal does not allow this action."""


class Stale(PreconditionFailed):
    """412: the version that the user saw is not the live version any more."""


def words_of(error) -> str:
    """Return the message of an error for users; for a ValidationError, all its messages."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(getattr(error, "detail", error))
