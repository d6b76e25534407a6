"""The endpoint over HTTP: off unless it is switched on, one message in each POST, tokens alone."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from ctplatform.accounts.sign_in.tokens import find_token, note_use
from ctplatform.assistants.api_calls import Caller
from ctplatform.assistants.messages import INVALID_REQUEST, Refused, read_message
from ctplatform.assistants.methods import answer
from ctplatform.assistants.versions import STATELESS, version_of
from ctplatform.rest.requests.middleware import acting_user
from ctplatform.rest.requests.parsing import MAX_BODY, BodyTooLarge, check_body_size

REALM = 'Bearer realm="ctplatform"'


@csrf_exempt  # no session is read here: a token accompanies each request
def endpoint(request):
    """Answer one message of the Model Context Protocol (Streamable HTTP, without streams)."""
    if not settings.ASSISTANTS:
        raise Http404
    if request.method != "POST":
        return refusal(405, "Send each message by POST.", Allow="POST")
    if not is_own_origin(request):
        return refusal(403, "Pages of other sites may not use this address.")
    token, challenge = token_of(request)
    if token is None:
        text = "Send “Authorization: Bearer …” with a valid token of the API."
        return refusal(401, text, **{"WWW-Authenticate": challenge})
    if request.content_type != "application/json":
        return refusal(415, "Send application/json.")
    try:
        check_body_size(request, MAX_BODY)
    except BodyTooLarge as error:
        return refusal(413, str(error.detail))
    return respond_to(request, Caller(token, request))


def respond_to(request, caller):
    """The answer to the message in the body, 202 to a notification."""
    version = None
    try:
        message = read_message(request.read(MAX_BODY + 1))
        if message.id is None:
            return HttpResponse(status=202)
        version = version_of(message, request.headers)
        result = answer(message, version, caller)
    except Refused as error:
        # Before 2026-07-28 a 404 says that a session ended, so errors of requests are 200.
        status = error.status if version in (None, STATELESS) else 200
        return JsonResponse(error.body, status=status)
    return JsonResponse({"jsonrpc": "2.0", "id": message.id, "result": result})


def refusal(status, text, **headers):
    """A request that is refused before its message is read."""
    return JsonResponse(Refused(INVALID_REQUEST, text).body, status=status, headers=headers)


def is_own_origin(request) -> bool:
    """Whether the request is from a program, which names no origin, or from a page of ours."""
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.get_host()}"
    return origin is None or origin == own or origin in settings.CSRF_TRUSTED_ORIGINS


def token_of(request) -> tuple:
    """(the valid token of a request or None, the challenge of a 401)."""
    words = request.headers.get("Authorization", "").split()
    if len(words) != 2 or words[0].lower() != "bearer":
        return None, REALM
    token = find_token(words[1])
    if token is None:
        return None, f'{REALM}, error="invalid_token"'
    acting_user.set(token.user.get_username())
    note_use(token)
    return token, ""
