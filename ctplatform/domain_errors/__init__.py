"""What services raise when they refuse, without a word of HTTP."""

from ctplatform.domain_errors.refusals import (
    Conflict,
    DomainError,
    Gone,
    RateLimited,
    StaleVersion,
    VersionRequired,
)

__all__ = ["Conflict", "DomainError", "Gone", "RateLimited", "StaleVersion", "VersionRequired"]
