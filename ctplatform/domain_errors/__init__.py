"""What services raise when they refuse, without a word of HTTP."""

from ctplatform.domain_errors.refusals import (
    Conflict,
    DomainError,
    RateLimited,
    StaleVersion,
    VersionRequired,
)

__all__ = ["Conflict", "DomainError", "RateLimited", "StaleVersion", "VersionRequired"]
