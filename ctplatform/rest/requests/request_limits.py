"""Limits on requests and exports per client, counted in the cache shared by all processes.

A client is an account with all of its sessions and tokens, else a network address. Every address
also has a limit for all its clients together, so that invented sessions and tokens gain nothing.
"""

import time
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from ctplatform.rest.problems import respond
from ctplatform.rest.requests.client_address import client_network
from ctplatform.rest.requests.programs import is_for_programs

PERIOD = 60  # seconds
SLOT_LASTS = 600  # seconds after which a slot is free even if its process died
SEARCHES = "/register/find/"  # used by pickers while the user types
UNCOUNTED = ("/healthz", "/static/", "/favicon.ico")


class RequestLimitsMiddleware:
    """Answer 429 with Retry-After to a client that sends too many requests.

    Answers of the API say how many requests the client has left, in RateLimit-Limit, -Remaining and
    -Reset (seconds), as long as there is a limit.

    `REQUEST_LIMITS` holds `requests`, `requests_of_address`, `searches`, `exports` (each per
    minute) and `exports_at_once`; None means no limit.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        limits = settings.REQUEST_LIMITS
        if request.path.startswith(UNCOUNTED):
            return self.get_response(request)
        address, caller = address_of(request), caller_of(request)
        wait = seconds_over(f"address:{address}", limits["requests_of_address"])
        count = Count(f"requests:{caller}", limits["requests"])
        answer = self.limited(request, caller, wait or count.seconds_over())
        if is_for_programs(request):
            count.write_headers(answer)
        return answer

    def limited(self, request, caller, wait):
        """The answer, or a 429 if there are `wait` seconds to wait or too many exports."""
        limits = settings.REQUEST_LIMITS
        if request.path.startswith(SEARCHES):
            wait = wait or seconds_over(f"searches:{caller}", limits.get("searches"))
        if not is_export(request):
            return too_many(request, wait) if wait else self.get_response(request)
        wait = wait or seconds_over(f"exports:{caller}", limits["exports"])
        slot = None if wait else take_slot(caller, limits["exports_at_once"])
        if wait or slot is None:
            return too_many(request, wait or 10)
        return self.export(request, slot)

    def export(self, request, slot):
        """Hold the slot until the last byte of the export was sent."""
        try:
            response = self.get_response(request)
        except BaseException:
            cache.delete(slot)
            raise
        closers = response._resource_closers  # noqa: SLF001 - Django has no public way
        closers.append(lambda: cache.delete(slot))
        return response


def is_export(request):
    """Whether rows are streamed as a file; background jobs are limited separately."""
    return request.method == "GET" and request.path.endswith("/export/")


def address_of(request):
    return client_network(request) or "unknown"


def caller_of(request):
    """The account of the session or token, else the address (`REQUEST_CALLER` names accounts)."""
    if all(limit is None for limit in settings.REQUEST_LIMITS.values()):
        return address_of(request)
    return import_string(settings.REQUEST_CALLER)(request) or address_of(request)


def seconds_over(name, limit):
    """Count one request; return the seconds to wait if it exceeds the limit, else 0."""
    return Count(name, limit).seconds_over()


class Count:
    """One request, counted against a limit per minute (None: not counted)."""

    def __init__(self, name, limit):
        self.limit, self.count = limit, 0
        now = time.time()
        self.reset = PERIOD - int(now % PERIOD)
        if limit is None:
            return
        key = f"limit:{name}:{int(now // PERIOD)}"
        cache.add(key, 0, timeout=2 * PERIOD)
        with suppress(ValueError):  # evicted in between
            self.count = cache.incr(key)

    def seconds_over(self) -> int:
        """The seconds to wait if the request exceeds the limit, else 0."""
        return self.reset if self.limit is not None and self.count > self.limit else 0

    def write_headers(self, answer):
        if self.limit is not None:
            answer["RateLimit-Limit"] = str(self.limit)
            answer["RateLimit-Remaining"] = str(max(0, self.limit - self.count))
            answer["RateLimit-Reset"] = str(self.reset)


def take_slot(caller, number):
    """Return the key of a free export slot, or None if all are taken."""
    if number is None:
        return "limit:export:unlimited"
    keys = (f"limit:export:{caller}:{place}" for place in range(number))
    return next((key for key in keys if cache.add(key, 1, timeout=SLOT_LASTS)), None)


def too_many(request, wait):
    if is_for_programs(request):
        answer = respond(request, 429, f"Too many requests at once. Try again in {wait} seconds.")
    else:
        answer = HttpResponse(render_to_string("429.html", {"seconds": wait}), status=429)
    answer["Retry-After"] = str(wait)
    return answer
