"""Refusals of curation beside those of `ctplatform.domain_errors`."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ctplatform.domain_errors import Conflict


class FieldConflict(Conflict):
    """`fields` names each field in conflict, as {name: {"from", "to", "live"}}."""

    default_message = _("The live record has changed in a field that this changes.")

    def __init__(self, fields):
        super().__init__()
        self.fields = fields


class WrongState(Conflict):
    """The state of the record or the proposal does not allow this action."""


def words_of(error) -> str:
    """Return the message of an error for users; for a ValidationError, all its messages."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
