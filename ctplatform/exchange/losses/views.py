"""The page before a download in a format that cannot hold everything."""

from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.http import require_safe
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from ctplatform.accounts.current_project.context import find_project
from ctplatform.exchange.losses.counting import measure_losses
from ctplatform.exchange.registry import UnknownFormat, find_format


@require_safe
def before_download(request, resource, format_name):
    """What the format cannot hold of the rows that the list's filters select, with counts."""
    try:
        chosen = find_format(resource, format_name)
    except UnknownFormat as error:
        raise Http404(str(error)) from error
    query = request.GET.copy()
    query["format"] = chosen.name
    address = f"/api/v1/{resource}/export/"
    context = {
        "format": chosen,
        "project": find_project(request) if request.GET.get("project") else None,
        "address": f"{address}?{query.urlencode()}",
    }
    try:
        rows, _, _ = export_view(address, request, query).selected()
    except ValidationError as error:
        context["refusals"] = _texts_of(error.detail)
        return render(request, "exchange/before_download.html", context, status=400)
    context["losses"] = measure_losses(chosen, rows, request.user)
    return render(request, "exchange/before_download.html", context)


def _texts_of(detail) -> list[str]:
    """The messages of a validation error of the API."""
    if isinstance(detail, dict):
        return [text for inner in detail.values() for text in _texts_of(inner)]
    if isinstance(detail, list):
        return [text for inner in detail for text in _texts_of(inner)]
    return [str(detail)]


def export_view(path, request, query):
    """The API's view of the export at `path`, as if the user had asked it with `query`."""
    match = resolve(path)
    asked = HttpRequest()
    asked.method, asked.GET, asked.user = "GET", query, request.user
    view = match.func.cls(**match.func.initkwargs)
    view.request, view.action = Request(asked), "export"
    view.request.user = request.user
    view.args, view.kwargs, view.format_kwarg = (), match.kwargs, None
    return view
