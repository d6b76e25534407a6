"""A POST repeated with the same Idempotency-Key takes effect once (IETF idempotency-key-header)."""

import datetime
import functools
import hashlib

import orjson
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED

from ctplatform.rest.models import IdempotencyKey
from ctplatform.rest.problems import Unprocessable

LIFETIME = datetime.timedelta(hours=24)
KEPT_HEADERS = ("ETag", "Location")


def idempotent(method):
    """Decorate a POST method of a view: a repeated Idempotency-Key gets the stored answer."""

    @functools.wraps(method)
    def once(view, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return method(view, request, *args, **kwargs)
        if not 1 <= len(key) <= 255 or not key.isprintable():
            raise ValidationError({"Idempotency-Key": "Give 1 to 255 printable characters."})
        with transaction.atomic():
            return _once(key, method, view, request, *args, **kwargs)

    return once


def _once(key, method, view, request, *args, **kwargs):
    # The insert waits for a concurrent request with the same key, so the second sees its answer.
    row, first = IdempotencyKey.objects.get_or_create(
        user=request.user, key=key, defaults={"fingerprint": fingerprint(request)}
    )
    if not first:
        return _replay(row, view, request)
    response = method(view, request, *args, **kwargs)
    row.status = response.status_code
    row.body = orjson.loads(orjson.dumps(response.data, default=str))
    row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    row.rows, row.roles = _rows_of(view, response), _roles_of(request.user)
    row.save(update_fields=["status", "body", "headers", "rows", "roles"])
    return response


def _replay(row, view, request):
    if row.fingerprint != fingerprint(request):
        raise Unprocessable("This Idempotency-Key was already used for another request.")
    if not _may_read_again(row, request.user):
        raise PermissionDenied(
            "This was done once already, and your access has changed since: read the result again."
        )
    return Response(row.body, status=row.status, headers=row.headers)


def _rows_of(view, response):
    """[[model, id]] of the rows that an answer shows or that its URL names."""
    data = response.data if isinstance(response.data, list) else [response.data]
    ids = {each.get("id") for each in data if isinstance(each, dict)}
    models = [getattr(view, "model", None)]
    waiting = getattr(view, "waiting_serializer", None)
    if waiting and response.status_code == HTTP_202_ACCEPTED:
        models.append(waiting.Meta.model)
    found = []
    for model in filter(None, models):
        for pk in sorted({str(each) for each in [*ids, view.kwargs.get("pk")] if each}):
            if _is_visible(model, pk, view.request.user):
                found.append([model._meta.label, pk])
    return found


def _is_visible(model, pk, user):
    try:
        return model.objects.visible_to(user).filter(pk=pk).exists()
    except (DjangoValidationError, ValueError):  # not an id of this model
        return False


def _roles_of(user):
    return {str(pk): role.rank for pk, role in user.roles().items()}


def _may_read_again(row, user):
    """Whether the user still sees all rows that the stored answer is about.

    For an answer about no such row: whether the user has lost no role since.
    """
    if row.rows:
        return all(_is_visible(apps.get_model(label), pk, user) for label, pk in row.rows)
    held = _roles_of(user)
    return all(held.get(project, -1) >= rank for project, rank in row.roles.items())


def fingerprint(request):
    """SHA-256 of the method, path, query parameters and body, hexadecimal.

    The order of query parameters makes no difference.
    """
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    if parameters := sorted(request.query_params.lists()):
        digest.update(orjson.dumps(parameters))
    for name, file in sorted(request.FILES.items()):
        digest.update(name.encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    data = request.data
    if isinstance(data, MultiValueDict):  # a form; its files were hashed above
        data = {name: values for name, values in data.lists() if name not in request.FILES}
    digest.update(orjson.dumps(data, default=str, option=orjson.OPT_SORT_KEYS))
    return digest.hexdigest()


def forget_spent_keys():
    """Delete keys older than 24 hours; return how many."""
    before = timezone.now() - LIFETIME
    return IdempotencyKey.objects.filter(created__lt=before).delete()[0]
