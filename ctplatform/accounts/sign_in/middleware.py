from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.utils.functional import SimpleLazyObject

from ctplatform.rest.requests.middleware import acting_user


class RememberingAuthenticationMiddleware(AuthenticationMiddleware):
    """Django's middleware; caches the user's roles for the duration of the request.

    Automatic requests of a page (`X-Polling`) do not extend the session.
    """

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _remembering(request))


def _remembering(request):
    user = get_user(request)
    if user.is_authenticated:
        acting_user.set(user.get_username())
        user.remember_roles()
        if "X-Polling" not in request.headers:
            request.session.note_use()
    return user


class PrivateAnswersMiddleware:
    """Forbid caches to store the answers to requests with a session cookie or a token."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        cookie = settings.SESSION_COOKIE_NAME
        names_somebody = cookie in request.COOKIES or "HTTP_AUTHORIZATION" in request.META
        if names_somebody or cookie in response.cookies:
            response["Cache-Control"] = "private, no-store"
        return response
