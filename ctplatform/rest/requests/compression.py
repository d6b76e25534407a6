"""Compressed answers of the API, for programs."""

import re

from django.conf import settings
from django.middleware.gzip import GZipMiddleware

COMPRESSED = re.compile(r"text/|application/([a-z.+-]+\+)?(json|jsonl|xml)\b|image/svg")


class CompressionMiddleware(GZipMiddleware):
    """Compress what a GET of the API reads, unless a browser sent its session along.

    The length of a compressed answer that holds a secret beside text of an attacker's choice gives
    the secret away (BREACH). That needs a browser that adds the user's cookie to requests of
    another site. So pages, all answers to a session, and answers to writes, which may show a new
    key, are sent as they are.
    """

    def process_response(self, request, response):
        if request.method != "GET" or not request.path.startswith("/api/"):
            return response
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return response
        if not COMPRESSED.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
