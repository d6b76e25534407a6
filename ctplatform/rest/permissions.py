from rest_framework.permissions import SAFE_METHODS, BasePermission


class DenyAll(BasePermission):
    """The default: a view that says nothing about access answers nobody."""

    def has_permission(self, request, view):
        return False


class SignedInToWrite(BasePermission):
    """Anybody may read what `visible_to` shows them; writing needs an account.

    Whether this account may do this act is decided in the service, which knows the project.
    """

    def has_permission(self, request, view):
        return request.method in SAFE_METHODS or request.user.is_authenticated


class SignedIn(BasePermission):
    def has_permission(self, request, view):
        return request.user.is_authenticated
