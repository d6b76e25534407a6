from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.utils.functional import SimpleLazyObject


class RememberingAuthenticationMiddleware(AuthenticationMiddleware):
    """Django's own; the user of a request remembers their roles while it lasts."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _remembering(request))


def _remembering(request):
    user = get_user(request)
    if user.is_authenticated:
        user.remember_roles()
    return user
