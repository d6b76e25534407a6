"""A POST repeated with the same Idempotency-Key acts once (IETF draft idempotency-key-header)."""

import datetime
import functools
import hashlib

import orjson
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.rest.models import IdempotencyKey
from ctplatform.rest.problems import Unprocessable

LIFETIME = datetime.timedelta(hours=24)
KEPT_HEADERS = ("ETag", "Location")


def idempotent(method):
    """Wrap a POST method of a view."""

    @functools.wraps(method)
    def once(view, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return method(view, request, *args, **kwargs)
        if not 1 <= len(key) <= 255:
            raise ValidationError({"Idempotency-Key": "Give 1 to 255 characters."})
        with transaction.atomic():
            return _once(key, method, view, request, *args, **kwargs)

    return once


def _once(key, method, view, request, *args, **kwargs):
    # The insert waits for a concurrent holder of the same key, so the second sees its answer.
    row, first = IdempotencyKey.objects.get_or_create(
        user=request.user, key=key, defaults={"fingerprint": fingerprint(request)}
    )
    if not first:
        return _replay(row, request)
    response = method(view, request, *args, **kwargs)
    row.status = response.status_code
    row.body = orjson.loads(orjson.dumps(response.data, default=str))
    row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    row.save(update_fields=["status", "body", "headers"])
    return response


def _replay(row, request):
    if row.fingerprint != fingerprint(request):
        raise Unprocessable("This Idempotency-Key was already used for another request.")
    return Response(row.body, status=row.status, headers=row.headers)


def fingerprint(request):
    """Sha256 over method, path and body, as hexadecimal."""
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(name.encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    data = request.data
    if isinstance(data, MultiValueDict):  # a form, whose files were read above
        data = {name: values for name, values in data.lists() if name not in request.FILES}
    digest.update(orjson.dumps(data, default=str, option=orjson.OPT_SORT_KEYS))
    return digest.hexdigest()


def forget_spent_keys():
    """Delete keys older than 24 hours; return how many."""
    before = timezone.now() - LIFETIME
    return IdempotencyKey.objects.filter(created__lt=before).delete()[0]
