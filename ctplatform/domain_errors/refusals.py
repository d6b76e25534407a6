"""What services raise when they refuse; the API, the pages, the admin and the commands show it.

Beside these they raise Django's own PermissionDenied (this user may not do it) and ValidationError
(a value is invalid).
"""


class DomainError(Exception):
    """A refusal by a service; `str(error)` is the message for users."""

    default_message = ""

    def __init__(self, message=""):
        super().__init__(message or self.default_message)


class Conflict(DomainError):
    """The state of the record does not allow it."""

    default_message = "The record has changed in the meantime."


class Gone(DomainError):
    """It was here and was deleted for good; the text says what, when and why."""


class StaleVersion(DomainError):
    """The version that the user read is not the live version any more."""

    default_message = "Somebody changed this record after you read it; read it again."


class VersionRequired(DomainError):
    """The caller must say which version was read."""


class RateLimited(DomainError):
    """The user did this too often; they may again in `wait` seconds."""

    def __init__(self, wait, message):
        super().__init__(message)
        self.wait = wait
