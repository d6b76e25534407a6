"""The page of a project's network: its drawing, the measures of its actors, and its ties."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.exchange.registry import formats_of
from incidents.actors.models.relations import ActorRelation
from incidents.networks.filters import NetworkFilter
from incidents.networks.queries import network_of, values_in_use
from incidents.vocabularies import RELATION_STATUSES

LISTED = 400  # ties in the table, at least as many as are in the drawing of the server
MENUS = ("relation", "certainty", "sign", "actor_kind", "country")
SORTS = (
    "name",
    "degree",
    "betweenness",
    "wider_degree",
    "wider_betweenness",
    "uncertain",
    "negative",
)


@require_safe
@with_project
def network_page(request, project):
    """The network of the project's actors, as the filters in the query leave it."""
    query = request.GET.copy()
    query["project"] = project.slug
    rows = ActorRelation.objects.visible_to(request.user)
    found = NetworkFilter(query, rows, request=request)
    is_valid = found.is_valid()
    ties = found.qs if is_valid else _all_ties(found, project).none()
    network = network_of(ties, request.user)
    sort = request.GET.get("sort", "-degree")
    sort = sort if sort.removeprefix("-") in SORTS else "-degree"
    query.pop("sort", None)
    context = {
        "project": project,
        "network": network,
        "measured": sorted_by_measure(network.measured, sort),
        "listed": network.relations[:LISTED],
        "left_out": found.undated() if is_valid else 0,
        "faults": [text for texts in found.errors.values() for text in texts],
        "menus": menus_of(found, values_in_use(_all_ties(found, project))),
        "day": request.GET.get("day", ""),
        "filtered": any(any(request.GET.getlist(name)) for name in (*MENUS, "day")),
        "as_asked": query.urlencode(),
        "sort": sort,
        "words": drawing_words(),
        "formats": formats_of("network"),
    }
    return render(request, "incidents/networks/page.html", context)


def _all_ties(found, project):
    """The ties of the project, whatever else the filters ask for."""
    return NetworkFilter({"project": project.slug}, found.queryset, request=found.request).qs


def sorted_by_measure(measured, sort) -> list:
    """The measured actors in the order of a column, by name where it is equal."""
    column = sort.removeprefix("-")
    rows = sorted(measured, key=lambda each: each.actor.folded)
    if column == "name":
        return rows[::-1] if sort.startswith("-") else rows
    return sorted(rows, key=lambda each: getattr(each, column), reverse=sort.startswith("-"))


def menus_of(found, used) -> list[dict]:
    """The filters for the template tag `filter_menu`, with the values in use or chosen."""
    menus = []
    for name in MENUS:
        each, chosen = NetworkFilter.base_filters[name], found.data.getlist(name)
        choices = each.extra["choices"]
        if name in used:
            choices = [row for row in choices if row[0] in used[name] or row[0] in chosen]
        several = name != "sign"
        menus.append({"name": name, "label": each.label, "choices": choices, "several": several})
    return menus


def drawing_words() -> dict:
    """The words that the script of the drawing uses."""
    return {
        "label": _("The actors and their ties, drawn. The tables below say the same."),
        "status": {slug: str(_(label)) for slug, label in RELATION_STATUSES.items()},
        "negative": _("no such tie"),
        "rejected": _("rejected"),
        "one": _("1 tie"),
        "many": _("%n ties"),
        "wider": _("%n more alleged, hypothesised or intended"),
        "none": _("%n negative"),
        "unnamed": _("%n names have no room at this size: zoom in, or point at an actor."),
        "unnamedOne": _("One name has no room at this size: zoom in, or point at an actor."),
    }
