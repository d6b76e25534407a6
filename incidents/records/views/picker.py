"""JSON for pickers: visible records, or countries, that match what the user types."""

from collections import Counter

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.context import find_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.record_types.registry import record_type_named
from ctplatform.search.name_search import OFFERED, matched_name, matching_rows, similar_rows
from ctplatform.web.references import choosable, describe, one_line
from incidents.countries import country_names

LONGEST = 200


@require_safe
def matching_records(request, noun):
    """`{results: [{id, label, hint, written}], said, create}`: at most OFFERED, the best first.

    `written`, where several have the same label, is what a field of several names takes instead.
    Near names are offered if nothing matches. `create` says how to create a record from the words:
    {address, field, values, label}; null if the user may not, or `create=1` was not sent.
    """
    project = find_project(request)
    record_type = record_type_named(noun)
    if project is None or record_type is None:
        raise Http404
    model = record_type.model
    rows = choosable(model, user=request.user, project=project)
    rows = rows.select_related(*getattr(model, "apart_reads", ()))
    typed = " ".join(request.GET.get("q", "")[:LONGEST].split())
    words = getattr(model, "searched_words", str)(typed)
    found = matching_rows(rows, words)
    is_near = not found
    found = found or similar_rows(rows, words)
    return JsonResponse(
        {
            "results": _options_data(found, words),
            "said": match_count_words(len(found), is_near),
            "create": _creation_offer(request, project, record_type, typed),
        }
    )


def _options_data(rows, words):
    times = Counter(map(one_line, rows))
    return [_option_data(row, words, times[one_line(row)] == 1) for row in rows]


def _option_data(row, words, is_alone):
    other = matched_name(row, words)
    hint = " · ".join(part for part in (other, str(getattr(row, "apart", ""))) if part)
    found = {"id": str(row.pk), "label": one_line(row), "hint": hint}
    return found if is_alone else found | {"written": describe(row)}


def _creation_offer(request, project, record_type, typed):
    field = record_type.created_by_name
    may = field and typed and request.GET.get("create") == "1"
    if not may or not has_role(request.user, project, Role.ANNOTATOR):
        return None
    return {
        "address": f"/api/v1/{record_type.noun}/",
        "field": field,
        "values": {"project": project.slug},
        "label": _("Create “%(words)s” as a new %(kind)s")
        % {"words": typed, "kind": record_type.model._meta.verbose_name},
    }


@require_safe
def country_matches(request):
    """Countries that match the words in any language: `{results: [{id, label, hint}], said}`."""
    words = request.GET.get("q", "")[:LONGEST]
    found = country_names.find_countries(words, OFFERED)
    is_near = not found
    found = found or country_names.near_countries(words)
    results = [{"id": code, "label": label, "hint": other} for code, label, other in found]
    return JsonResponse(
        {"results": results, "said": match_count_words(len(found), is_near), "create": None}
    )


def match_count_words(n, is_near=False):
    """The number of matches in words, for a screen reader."""
    if n and is_near:
        return ngettext("No match. %d similar name.", "No match. %d similar names.", n) % n
    if n == OFFERED:
        return _("%d or more match. Write more to narrow them.") % n
    return ngettext("%d fits.", "%d fit.", n) % n if n else _("No match.")
