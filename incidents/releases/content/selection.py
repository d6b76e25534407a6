"""Which rows are in a release: what anybody may read and pass on, and what it refers to.

Everything is selected as somebody without an account sees it, so that a release reveals nothing
that the public pages of the project do not, whichever user made it.
"""

from collections import Counter
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Min, Q

from ctplatform.access.export_rights import passed_on
from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.record_types.registry import record_type_of, row_types
from incidents.actors.models.actors import Actor
from incidents.events.filters.incidents import found_by
from incidents.events.models.incidents import Incident
from incidents.places.models.places import Place
from incidents.releases.vocabulary import LEFT_OUT
from incidents.series.models.series import Series
from incidents.sources.models import Source

ANYBODY = AnonymousUser()
REFERRED_TO = (Actor, Place, Source)
"""Records that are in a release because rows of it refer to them."""


def matching_incidents(project, query):
    """The incidents of the project that match a query string and that anybody may see."""
    rows = Incident.objects.visible_to(ANYBODY).filter(project=project)
    asked = "&".join(filter(None, [query, urlencode({"project": project.slug})]))
    return found_by(asked, rows, ANYBODY).filter(merged_into=None)


def released_incidents(project, query):
    """Those of them that are published and may be passed on."""
    return passed_on(matching_incidents(project, query).filter(state="published"), ANYBODY)


def count_left_out(project, query) -> dict[str, int]:
    """{reason of LEFT_OUT: how many}, among the matching incidents that anybody may see.

    What not everybody may see is not counted: its number would say that it exists.
    """
    rows = matching_incidents(project, query).order_by()
    states = Counter(dict(rows.values_list("state").annotate(n=Count("pk"))))
    published = states.pop("published", 0)
    restricted = published - released_incidents(project, query).count()
    found = {"restricted": restricted, **states}
    return {reason: found[reason] for reason in LEFT_OUT if found.get(reason)}


def rows_of(project, query) -> dict:
    """{noun: QuerySet} of every table of a release, incidents first, in the order of their ids."""
    incidents = released_incidents(project, query)
    found = {Incident: incidents}
    for model in _children_of(Incident):
        found[model] = _shown(model).filter(incident__in=incidents.values("pk"))
        for name in _fields_to(model, Incident):
            if name != "incident":
                found[model] = found[model].filter(**{f"{name}__in": incidents.values("pk")})
    found[Actor] = _referred_to(Actor, found, project)
    for model in _children_of(Actor):
        found[model] = _rows_between(model, found[Actor])
    for model in (Place, Source):
        found[model] = _referred_to(model, found, project)
    return {_type_of(model).noun: rows.order_by("id") for model, rows in found.items()}


def _type_of(model):
    rows = {each.model: each for each in row_types()}
    return record_type_of(model) or rows[model]


def _children_of(model):
    """The exported models of child rows of a model."""
    exported = [each.model for each in row_types() if each.exported and is_curated(each.model)]
    return [
        child
        for child in exported
        if child._meta.get_field(kind_of(child).parent).related_model is model
    ]


def _shown(model):
    """The rows of a model that anybody may see and pass on."""
    return passed_on(model.objects.visible_to(ANYBODY), ANYBODY)


def _rows_between(model, actors):
    """The rows of actors all of whose references to actors lead to these `actors`."""
    rows = _shown(model)
    for name in _fields_to(model, Actor):
        inside = Q(**{f"{name}__in": actors.values("pk")})
        if model._meta.get_field(name).null:
            inside |= Q(**{f"{name}__isnull": True})
        rows = rows.filter(inside)
    return rows


def _fields_to(model, target):
    """Names of the foreign keys of a model to another, without that to what it was merged into."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.related_model is target and field.name != "merged_into"
    ]


def _referred_to(target, found, project):
    """The records of a model that rows already `found` refer to, without withdrawn ones."""
    named = Q()
    for model, rows in found.items():
        for name in _fields_to(model, target):
            named |= Q(pk__in=rows.order_by().values(name))
    rows = _shown(target).filter(Q(project=project) | Q(project=None))
    rows = rows.filter(named) if named else rows.none()
    return rows if target is Source else rows.exclude(state="withdrawn")


def public_series(project):
    """The series of the project that anybody may see."""
    return Series.objects.visible_to(ANYBODY).in_project(project).order_by("id")


def coverage_of(incidents) -> dict:
    """How far the incidents reach: days, countries, and how exactly their days are known."""
    rows = incidents.order_by()
    days = rows.aggregate(first=Min("date_earliest"), last=Max("date_latest"), n=Count("pk"))
    return {
        "incidents": days["n"],
        "first_day": days["first"] and days["first"].isoformat(),
        "last_day": days["last"] and days["last"].isoformat(),
        "without_date": rows.filter(date=None).count(),
        "by_country": _counts(rows, "country"),
        "by_precision_of_date": _counts(rows, "date_precision"),
    }


def _counts(rows, column):
    """{value: how many}, the most frequent first; rows without one are under “not coded”."""
    found = Counter()
    for value, n in rows.values_list(column).annotate(n=Count("pk")):
        found[value or "not coded"] += n
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
