"""What the door answers when it does not open. (403 and 400 are Django's own exceptions.)"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.problems import Conflict as RestConflict
from ctplatform.rest.problems import PreconditionFailed


class Conflict(RestConflict):
    """409: `fields` names each field at odds, as {name: {"from", "to", "live"}}."""

    default_detail = _("The live record has moved on in a field that this changes.")

    def __init__(self, fields):
        super().__init__(fields=fields)


class WrongState(RestConflict):
    """409: the record or the proposal is not in a state that allows this act."""


class Stale(PreconditionFailed):
    """412: the version that the editor saw is no longer the live one."""


def words_of(error) -> str:
    """Why the door did not open, for people: of a ValidationError all that is wrong."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(getattr(error, "detail", error))
