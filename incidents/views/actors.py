"""What an actor's page shows beside its fields: names, life in dates, relations, incidents."""

from itertools import groupby

from django.conf.locale import LANG_INFO
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.aggregates import activity, network
from incidents.models import Allegation, ResponsibilityStatement

STATED = 50  # statements, and allegations, listed


def context_of(actor, user, evidence):
    """Everything of the page that this person may see, in a number of queries that is fixed.

    `evidence` are its passages by field; those of its relations stand with the one that they name.
    """
    relations = network.relations_of(actor, user)
    general = network.with_passages(relations, evidence.get("relations", ()))
    parts = activity.parts_of(actor, user)
    newest = list(parts.select_related("incident").order_by("-incident__date_latest", "-id")[:10])
    kinds, sizes = rows_in_time(actor.kind_periods), rows_in_time(actor.size_estimates)
    drawings, dated = activity.timeline_of(actor, kinds, sizes, relations, newest)
    bars, undrawn = activity.years_of(parts)
    family = actor.family_ids()
    said = ResponsibilityStatement.objects.visible_to(user).filter(speaker__in=family)
    charges = Allegation.objects.visible_to(user).upheld()
    charges = charges.filter(Q(subject__in=family) | Q(target__in=family)).with_voices()
    return {
        "charges": charges.order_by("-id")[:STATED],
        "names": names_of(actor), "kinds": kinds, "sizes": sizes,
        "relations": relations, "networks": network.drawings_of(actor, relations),
        "of_relations": general, "named": sum(bool(row.passages) for row in relations),
        "drawn": min(len(relations), network.DRAWN),
        "timelines": drawings, "dated": dated,
        "participations": newest, "roles": activity.roles_of(parts),
        "bars": bars, "undrawn": undrawn,
        "statements": said.select_related("incident", "about").order_by("-id")[:STATED],
    }  # fmt: skip


def rows_in_time(rows):
    """Rows in the order of their dates; those without one come last."""
    return sorted(rows.all(), key=lambda row: (row.date is None, str(row.date_earliest or "")))


def names_of(actor):
    """[(language in words, [alias, ...]), ...]: names without a language come first."""
    aliases = sorted(actor.aliases.all(), key=lambda alias: (alias.language or "", alias.id))
    grouped = groupby(aliases, key=lambda alias: alias.language or "")
    return [(language_words(language), list(group)) for language, group in grouped]


def language_words(tag):
    """A language in words, as far as the framework knows it; else its tag."""
    if not tag:
        return _("No language said")
    info = LANG_INFO.get(tag.lower()) or LANG_INFO.get(tag.partition("-")[0].lower()) or {}
    return capfirst(_(info["name"])) if "name" in info else tag
