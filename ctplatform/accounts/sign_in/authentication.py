from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from ctplatform.accounts.sign_in.tokens import find_token, note_use
from ctplatform.rest.requests.middleware import acting_user
from ctplatform.rest.scopes import Scope, check_scope


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token <key>`; refuses operations beyond the scopes of the token.

    The scopes are checked here, since no view can do without authentication.
    """

    keyword = "Token"

    def authenticate(self, request):
        words = get_authorization_header(request).split()
        if not words:
            return None
        if words[0].decode("latin-1").lower() != self.keyword.lower():
            raise AuthenticationFailed(_("Send “Authorization: Token …”."))
        if len(words) != 2:
            raise AuthenticationFailed(_("The Authorization header holds one token."))
        token = find_token(words[1].decode("latin-1"))
        if token is None:
            raise AuthenticationFailed(_("Unknown, expired or revoked token."))
        acting_user.set(token.user.get_username())
        note_use(token)
        check_scope(token.scopes, request.parser_context["view"], request.method)
        return token.user, token

    def authenticate_header(self, request):
        return self.keyword


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": (
                "`Token <key>`; `manage.py token USERNAME` prints one. Each operation names the"
                f" scope that a token needs for it: {', '.join(Scope.values)}."
            ),
        }
