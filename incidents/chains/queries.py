"""The chain of an incident: linked incidents, warnings and allegations, in causal order.

A merged record is replaced by its canonical record, also in its links and in warnings and
allegations about it.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ctplatform.curation.models import with_merged_ids
from incidents import vocabularies
from incidents.allegations.models import Allegation
from incidents.events import chain_order
from incidents.events.models.incidents import Incident
from incidents.events.models.links import IncidentLink
from incidents.warnings.models import Warning

CONTRADICTED = gettext_lazy("The dates contradict this order.")
LEVELS, MOST = 8, 60  # how far from an incident its chain is followed, and how long it gets


@dataclass
class Arrival:
    """How one step leads to the next, such as “provoked”, 13 days later.

    `origin` names the earlier step, if it is not the one shown just before. `doubts` are
    reservations that the page must show.
    """

    words: str
    lag: str = ""
    origin: str = ""
    doubts: list = field(default_factory=list)
    note: str = ""


@dataclass
class Step:
    """A step of a chain; `kind` is incident, warning or allegation.

    `here` marks the record whose page shows the chain.
    """

    kind: str
    record: object
    here: bool
    arrivals: list


def chain_of(incident, user) -> list[Step]:
    """The steps in order, causes first; empty if the incident is linked to nothing."""
    links = links_around(incident, user)
    incidents = {incident.pk: incident} | {
        each.pk: each for link in links for each in (link.incident, link.to)
    }
    warnings, allegations = said_about(incidents, user)
    nodes = {each.pk: each for each in (*incidents.values(), *warnings, *allegations)}
    if len(nodes) < 2:
        return []
    edges = [*_visible_ends(links), *_from_warnings(warnings), *_to_allegations(allegations, nodes)]
    steps, before = [], None
    for pk, into in chain_order.in_order(nodes, edges, lambda pk: _date_key(nodes[pk])):
        record, found = nodes[pk], []
        for edge in into:
            found.append(_make_arrival(edge, nodes, near=edge.first == before))
        steps.append(Step(record._meta.model_name, record, pk == incident.pk, found))
        before = pk
    return steps


def links_around(incident, user) -> list:
    """Ordered links connected to the incident, directly or through others, that the user sees."""
    seen = IncidentLink.objects.visible_by_id(user).ordered().select_related("incident", "to")
    found, known, edge = {}, {incident.pk}, {incident.pk}
    for _level in range(LEVELS):
        rows = seen.touching(with_merged_ids(Incident, edge)).order_by("id")[:MOST]
        found |= {link.pk: link for link in rows}
        ends = {pk for link in rows for pk in link.canonical_ids}
        edge = ends - known
        known |= edge
        if not edge or len(known) > MOST:
            break
    return _between_canonical(found.values(), incident, known, user)


def _between_canonical(links, incident, known, user):
    """The links between canonical records, each pair of ends once for each kind of link.

    Links with a withdrawn or hidden end, or between two records that were merged, are left out.
    """
    seen = Incident.objects.visible_by_id(user).exclude(state="withdrawn").filter(pk__in=known)
    records = {each.pk: each for each in seen.select_related("place")} | {incident.pk: incident}
    kept = {}
    for link in links:
        start, to = link.canonical_ids
        if start != to and start in records and to in records:
            link.incident, link.to = records[start], records[to]
            kept.setdefault((link.kind, start, to), link)
    return list(kept.values())


def said_about(incidents, user):
    """(warnings about these incidents, allegations about them or about those warnings).

    Each gets `of_incident` (allegations also `of_warning`), the id of the canonical record it is
    about.
    """
    warnings = (
        Warning.objects.visible_by_id(user)
        .canonical()
        .exclude(state="withdrawn")
        .filter(incident__in=with_merged_ids(Incident, incidents))
        .select_related("issuer", "recipient", "incident")
    )
    warnings = list(warnings.order_by("id"))
    meant = {each.pk for each in warnings}
    about = Q(incident__in=with_merged_ids(Incident, incidents)) | Q(
        warning__in=with_merged_ids(Warning, meant)
    )
    allegations = Allegation.objects.visible_by_id(user).not_withdrawn().filter(about).with_voices()
    allegations = list(allegations.select_related("incident", "warning").order_by("id"))
    for each in (*warnings, *allegations):
        each.of_incident = _canonical_id(each.incident)
    for each in allegations:
        each.of_warning = _canonical_id(each.warning)
    return warnings, allegations


def _canonical_id(record):
    """The id of the canonical record of this one; None for None."""
    return record and (record.merged_into_id or record.pk)


def _date_key(record):
    return record.date_earliest or dt.date.max, str(record.pk)


def _visible_ends(links):
    for link in links:
        first, then = link.ends
        yield chain_order.Edge(first.pk, then.pk, link)


def _from_warnings(warnings):
    for each in warnings:
        yield chain_order.Edge(each.pk, each.of_incident, each)


def _to_allegations(allegations, nodes):
    for each in allegations:
        for origin in (each.of_warning, each.of_incident):
            if origin in nodes:
                yield chain_order.Edge(origin, each.pk, each)
                break


def _words_of(allegation):
    """Words for how an incident leads to an allegation; a pledge is part of its incident."""
    if allegation.kind == "pledge":
        return _("holds the pledge")
    if allegation.kind == "infiltration":
        return _("is the subject of the allegation")
    return _("was followed by the allegation")


def _make_arrival(edge, nodes, near):
    first, then, link = nodes[edge.first], nodes[edge.then], edge.link
    origin = "" if near else str(first)
    if not isinstance(link, IncidentLink):
        words = _("warned of") if isinstance(link, Warning) else _words_of(link)
        agree = chain_order.dates_allow_order(first.date_earliest, then.date_latest)
        return Arrival(words, lag_in_words(first, then), origin, [] if agree else [CONTRADICTED])
    labels = vocabularies.INCIDENT_LINK_KINDS
    if link.kind in chain_order.LATER_FIRST:
        labels = vocabularies.INVERSE_LINK_LABELS
    return Arrival(
        str(_(labels[link.kind])), lag_in_words(first, then), origin, _link_doubts(link), link.note
    )


def _link_doubts(link):
    found = [] if link.status == "asserted" else [str(link.get_status_display())]
    if link.target_mismatch:
        found.append(_("The target was not the party held responsible for the first attack."))
    if not link.dates_agree:
        found.append(CONTRADICTED)
    return found


def lag_in_words(first, then):
    """“13 days later” if both dates are known to the day; else ""."""
    if {first.date_precision, then.date_precision} != {"day"}:
        return ""
    days = (then.date_earliest - first.date_earliest).days
    if days < 0:
        return ""
    if days == 0:
        return _("the same day")
    return ngettext("%(n)s day later", "%(n)s days later", days) % {"n": days}


def loose_links(incident, user):
    """Links without an order, and rejected ones, as read from this incident."""
    its = incident.family_ids()
    seen = IncidentLink.objects.visible_by_id(user).touching(its)
    ordered = IncidentLink.objects.ordered().values("pk")
    rows = seen.exclude(pk__in=ordered).select_related("incident", "to").order_by("kind", "id")
    rows = list(rows)
    known = {pk for link in rows for pk in link.canonical_ids}
    others = Incident.objects.visible_by_id(user).in_bulk(known)
    found = []
    for link in rows:
        outward = link.incident_id in its
        labels = vocabularies.INCIDENT_LINK_KINDS if outward else vocabularies.INVERSE_LINK_LABELS
        start, to = link.canonical_ids
        other = others.get(to if outward else start)
        if start == to or other is None:
            continue
        found.append({"link": link, "words": _(labels[link.kind]), "other": other})
    return found
