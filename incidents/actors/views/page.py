"""The page of an actor: its fields, names, timeline, relations and incidents."""

from itertools import groupby

from django.conf.locale import LANG_INFO
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ctplatform.curation.queries.unchanged import WORTH
from ctplatform.curation.registry import evidence_about
from incidents.actors.models.actors import Actor
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.actors.queries import network
from incidents.allegations.models import Allegation
from incidents.events.queries import actor_activity, actor_incidents
from incidents.language_names import language_name
from incidents.records.views.merged import prefetch_merged_rows
from incidents.records.views.pages import find_record, record_page
from incidents.responsibility.models.responsibility import ResponsibilityStatement

STATED = 50  # number of statements, and of allegations, that are listed


@require_safe
def actor_page(request, pk):
    """An actor: its names, its kinds over time, its relations, its participations."""
    rows = Actor.objects.select_related("project", "created_by")
    record = find_record(request, rows, pk)
    prefetch_merged_rows(
        record,
        request.user,
        aliases=ActorAlias.objects.all(),
        kind_periods=ActorKindPeriod.objects.all(),
        size_estimates=ActorSizeEstimate.objects.select_related("source"),
    )
    said = evidence_about(record, request.user)
    context = context_of(record, request.user, said)
    said = {name: found for name, found in said.items() if name != "relations"}
    return record_page(request, record, "incidents/actors/page.html", evidence=said, **context)


def context_of(actor, user, evidence):
    """Everything on the page that the user may see, in a fixed number of queries.

    `evidence` is {field: passages}; a passage about one relation is shown beside that relation.
    """
    relations = network.relations_of(actor, user)
    general = network.with_passages(relations, evidence.get("relations", ()))
    membership = actor_activity.membership_for(actor, user)
    groups = actor_incidents.groups_of(actor, user, membership)
    kinds, sizes = rows_in_time(actor.kind_periods), rows_in_time(actor.size_estimates)
    drawings, dated = actor_activity.timeline_of(actor, kinds, sizes, relations, groups)
    bars, undrawn = None, 0
    if acts := next((group for group in groups if group.key == "acts"), None):
        is_large = acts.count >= WORTH
        bars, undrawn = actor_activity.years_of(actor, user, membership, is_cached=is_large)
    family = actor.family_ids()
    said = ResponsibilityStatement.objects.visible_by_id(user).filter(speaker__in=family)
    shown_allegations = Allegation.objects.visible_by_id(user).not_withdrawn()
    shown_allegations = shown_allegations.about(family).with_voices()
    return {
        "shown_allegations": shown_allegations.order_by("-id")[:STATED],
        "names": names_of(actor),
        "kinds": kinds,
        "sizes": sizes,
        "relations": relations,
        "networks": network.drawings_of(actor, relations),
        "of_relations": general,
        "named": sum(bool(row.passages) for row in relations),
        "contradictions": sum(bool(row.contradicted_by) for row in relations),
        "drawn": min(len(relations), network.DRAWN),
        "timelines": drawings,
        "dated": dated,
        "incident_groups": groups,
        "listed": actor_incidents.LISTED,
        "bars": bars,
        "bar_sizes": [bars, actor_activity.for_phones(bars, actor)] if bars else [],
        "undrawn": undrawn,
        "statements": said.select_related("incident", "about").order_by("-id")[:STATED],
    }


def rows_in_time(rows):
    """The rows in the order of their dates; those without a date come last."""
    return sorted(rows.all(), key=lambda row: (row.date is None, str(row.date_earliest or "")))


def names_of(actor):
    """[(language in words, [alias, ...]), ...]: names without a language come first."""
    aliases = sorted(actor.aliases.all(), key=lambda alias: (alias.language or "", alias.id))
    grouped = groupby(aliases, key=lambda alias: alias.language or "")
    return [(language_words(language), list(group)) for language, group in grouped]


def language_words(tag):
    """The name of the language of a tag."""
    if not tag:
        return _("No language said")
    info = LANG_INFO.get(tag.lower()) or LANG_INFO.get(tag.partition("-")[0].lower()) or {}
    return capfirst(_(info["name"])) if "name" in info else language_name(tag)
