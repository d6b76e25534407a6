"""Scopes of API tokens: which operations a token permits, besides what its user may do.

Each operation needs one scope. Reading needs `read`; `write_scope` of a view is for its writes, and
`required_scope`, of a view or given to `@action`, comes first. What declares nothing needs the
widest scope.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS


class Scope(models.TextChoices):
    """Each scope includes `read`, and `admin` includes all others."""

    READ = "read", _("read: what you may read")
    ANNOTATE = "annotate", _("annotate: read, and change texts, annotations, records and proposals")
    EXPORT = "export", _("export: read, and take away exports and files")
    ADMIN = "admin", _("admin: all that you may do, with projects, members and tokens")


def is_permitted(scopes, needed) -> bool:
    """Whether a token with these scopes permits an operation that needs `needed`."""
    return Scope.ADMIN in scopes or needed in scopes or (needed == Scope.READ and bool(scopes))


def scope_of(view, method) -> Scope:
    """The scope that an operation needs: the method of a view, with its action if it has any."""
    if declared := getattr(view, "required_scope", None):
        return declared
    if method in SAFE_METHODS:
        return Scope.READ
    return getattr(view, "write_scope", Scope.ADMIN)


def check_scope(scopes, view, method):
    """Raise PermissionDenied, which names the missing scope, unless the scopes permit it.

    A method that the view does not have is answered with 405 as always.
    """
    if not hasattr(view, method.lower()):
        return
    needed = scope_of(view, method)
    if not is_permitted(scopes, needed):
        message = _("This needs a token with the scope “%s”.") % needed.value
        raise PermissionDenied(message, code="missing_scope")
