"""304 for answers of the API that have not changed since the client read them (RFC 9110)."""

import hashlib

from django.http import HttpResponseNotModified

from ctplatform.rest.requests.preconditions import content_tag, names

KEPT_HEADERS = ("Cache-Control", "Content-Location", "ETag", "Expires", "Vary")


class ConditionalAnswersMiddleware:
    """Give each GET of the API an ETag, and answer 304 where If-None-Match names it.

    The tag is made of the content, since what a reader sees of a record also follows from other
    rows and from their role; that of a record begins with its version. Views that can say so
    without making the content set a tag of their own. Streamed answers and the page of the
    documentation, which has a new CSRF token each time, have none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method != "GET" or not request.path.startswith("/api/"):
            return response
        if response.status_code != 200 or response.streaming:
            return response
        if response["Content-Type"].startswith("text/html"):
            return response
        if "ETag" not in response or getattr(response, "is_tagged_by_version", False):
            digest = hashlib.sha256(response.content).hexdigest()[:16]
            response["ETag"] = content_tag(response.get("ETag", ""), digest)
        if not names(request.headers.get("If-None-Match", ""), response["ETag"]):
            return response
        unchanged = HttpResponseNotModified()
        for name in KEPT_HEADERS:
            if name in response:
                unchanged[name] = response[name]
        unchanged.cookies = response.cookies
        return unchanged
