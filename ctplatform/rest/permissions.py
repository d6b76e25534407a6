from rest_framework.permissions import SAFE_METHODS, BasePermission


class DenyAll(BasePermission):
    """The default: nobody has access to a view without permissions of its own."""

    def has_permission(self, request, view):
        return False


class SignedInToWrite(BasePermission):
    """Anybody may read what `visible_to` shows them; writing needs an account.

    The service decides whether the account may do it, since it knows the project.
    """

    def has_permission(self, request, view):
        return request.method in SAFE_METHODS or request.user.is_authenticated


class SignedIn(BasePermission):
    def has_permission(self, request, view):
        return request.user.is_authenticated
