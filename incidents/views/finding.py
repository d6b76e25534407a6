"""What a reference field offers while somebody types: visible records that fit the words."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ctplatform.accounts.context import find_project
from ctplatform.references import OFFERED, choosable, find
from incidents import countries

LONGEST = 200


def _place(place):
    return [
        place.get_kind_display(),
        place.parent.name if place.parent else "",
        place.iso_3166_2 or place.iso_alpha2 or "",
        _("disputed") if place.disputed else "",
    ]


def _actor(actor):
    names = actor.other_names[:2]
    return [actor.get_kind_display(), countries.name_of(actor.country), ", ".join(names)]


def _incident(incident):
    return [incident.date_for_people, countries.name_of(incident.country)]


def _assessment(assessment):
    return [assessment.get_kind_display(), assessment.date or ""]


def _dated(record):
    return [record.date_for_people]


HINTS = {
    "place": _place,
    "actor": _actor,
    "incident": _incident,
    "assessment": _assessment,
    "warning": _dated,
    "allegation": _dated,
}
RELATED = {"place": ("parent",)}


def searched(noun):
    """The register's model of that name, if its records are found by words; else 404."""
    try:
        model = apps.get_model("incidents", noun)
        model._meta.get_field("search_text")
    except (LookupError, FieldDoesNotExist) as error:
        raise Http404 from error
    return model


@require_safe
def matches(request, noun):
    """`{results: [{id, label, hint}], said}`: at most OFFERED, those that begin so first."""
    project = find_project(request)
    model, hint = searched(noun), HINTS.get(noun, lambda _row: ())
    if project is None:
        raise Http404
    rows = choosable(model, user=request.user, project=project)
    rows = rows.select_related(*RELATED.get(noun, ()))
    found = find(rows, request.GET.get("q", "")[:LONGEST])
    results = [
        {
            "id": str(row.pk),
            "label": " ".join(str(row).split()),
            "hint": " · ".join(str(each) for each in hint(row) if each),
        }
        for row in found
    ]
    return JsonResponse({"results": results, "said": said(len(found))})


def said(n):
    """What a screen reader is told of the list."""
    if n == OFFERED:
        return _("%d or more fit. Write more to narrow them.") % n
    return ngettext("%d fits.", "%d fit.", n) % n if n else _("Nothing fits.")
