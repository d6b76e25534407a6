"""Pages of one record: its fields with their passages, its child rows, its history.

`incidents` does not import `annotations`, so passages come through `evidence`, a function (record,
user) -> {field: [Passage, ...]} that ctplatform.pages passes in. Without it the pages show only
values.
"""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ctplatform.accounts.context import find_project
from ctplatform.curation.models import Revision
from ctplatform.curation.writing.access import require_may_change, require_may_publish, revisions_of
from ctplatform.markings.models import Marked
from ctplatform.markings.services import may_name
from incidents import models
from incidents.actors.views.page import context_of
from incidents.assessments.views import page
from incidents.casualties.views import harms
from incidents.events.models.dataset_ids import dataset_ids_of
from incidents.events.models.incident_places import with_further
from incidents.events.queries.chain import chain_of, loose_links
from incidents.events.views.maps import dossier_map, place_map
from incidents.records.queries.field_rows import bare_cores, facts_of, other_passages, traced
from incidents.records.views.merged import hold_rows, merging_of, stands_for
from incidents.records.views.pending_review import pending_review
from incidents.records.views.rules import allows
from incidents.responsibility.queries import standing_of

HISTORY = 8
LISTED = 50


def no_evidence(record, user):
    """Return no passages: the default `evidence`."""
    return {}


@require_safe
def incident(request, pk, evidence=no_evidence):
    """An incident: its fields with their passages, statements of responsibility, and its chain."""
    rows = models.Incident.objects.select_related("project", "created_by", "place__parent")
    record = _found(request, rows, pk)
    hold_rows(
        record, request.user,
        participations=models.Participation.objects.with_marking_for(request.user)
        .select_related("actor").order_by("id"),
        further_places=models.IncidentPlace.objects.select_related("place").order_by("id"),
        casualties=models.CasualtyEstimate.objects.select_related("source").order_by("id"),
    )  # fmt: skip
    for part in record.participations.all():
        part.actor = part.actor.shown_to(request.user)
    statements = models.ResponsibilityStatement.objects.visible_to(request.user)
    statements = list(
        statements.filter(incident__in=record.family_ids())
        .select_related("speaker", "about")
        .order_by("date_earliest", "id")
    )
    steps = chain_of(record, request.user)
    charges = [step.record for step in steps if step.kind == "allegation"]
    charges = [each for each in charges if each.of_incident == record.pk]  # not those further on
    return _page(
        request,
        record,
        evidence,
        statements=statements,
        standing=standing_of(record, statements, charges),
        chain=steps,
        loose=loose_links(record, request.user),
        dataset_ids=dataset_ids_of([record.pk], request.user).get(record.pk, ()),
        own_links=models.IncidentLink.objects.visible_to(request.user)
        .filter(incident__in=record.family_ids())
        .select_related("to", "incident")
        .order_by("id"),
        harms=harms(record.casualties.all()),
        spot=dossier_map(record, request.user),
        disputed=record.place is not None and record.place.disputed,
    )


@require_safe
def actor(request, pk, evidence=no_evidence):
    """An actor: its names, its kinds over time, its relations, its participations."""
    rows = models.Actor.objects.select_related("project", "created_by")
    record = _found(request, rows, pk)
    hold_rows(
        record, request.user,
        aliases=models.ActorAlias.objects.all(),
        kind_periods=models.ActorKindPeriod.objects.all(),
        size_estimates=models.ActorSizeEstimate.objects.select_related("source"),
    )  # fmt: skip
    said = evidence(record, request.user)
    context = context_of(record, request.user, said)
    said = {name: found for name, found in said.items() if name != "relations"}
    return _page(request, record, lambda *_: said, **context)


@require_safe
def assessment(request, pk, evidence=no_evidence):
    """An assessment: how likely it was held, evidence for and against, and its outcome."""
    rows = models.Assessment.objects.select_related(
        "project", "created_by", "holder", "parent", "restates"
    )
    judged = models.Judgement.objects.visible_to(request.user)
    judged = judged.select_related("created_by").order_by("-made_at", "-id")
    record = _found(request, rows, pk)
    hold_rows(record, request.user, judgements=judged)
    said = evidence(record, request.user)
    context = page.context_of(record, said, list(record.judgements.all()), request.user)
    return _page(request, record, lambda *_: said, **context)


@require_safe
def warning(request, pk, evidence=no_evidence):
    """A warning: its issuer, its recipient, its subject, and the allegations about it."""
    rows = models.Warning.objects.select_related(
        "project", "created_by", "issuer", "recipient", "incident"
    )
    record = _found(request, rows, pk)
    answers = models.Allegation.objects.visible_to(request.user).filter(warning=record)
    return _page(
        request,
        record,
        evidence,
        allegations=answers.exclude(state="withdrawn").with_voices().order_by("id"),
    )


@require_safe
def allegation(request, pk, evidence=no_evidence):
    """An allegation: always with its claimants and what was found about it."""
    seen = models.Allegation.objects.visible_to(request.user)
    rows = models.Allegation.objects.with_voices().select_related(
        "project", "created_by", "incident", "warning"
    )
    record = _found(request, rows, pk)
    cases = seen.filter(umbrella=record).exclude(state="withdrawn")
    return _page(
        request,
        record,
        evidence,
        umbrella=seen.filter(pk=record.umbrella_id).first(),
        relation=models.ActorRelation.objects.visible_to(request.user)
        .filter(pk=record.relation_id)
        .select_related("subject", "object", "place", "claimant")
        .first(),
        cases=cases.with_voices().order_by("id")[:LISTED],
    )


@require_safe
def place(request, pk, evidence=no_evidence):
    record = _found(
        request, models.Place.objects.select_related("project", "created_by", "parent"), pk
    )
    project = record.project or find_project(request)
    family, seen = record.family_ids(), request.user
    further = models.IncidentPlace.objects.visible_to(seen)
    here = models.Incident.objects.visible_to(seen).filter(
        Q(place__in=family) | with_further(further, place__in=family),
        project=project,
        merged_into=None,
    )
    parts = models.Place.objects.visible_to(seen).filter(parent__in=family, merged_into=None)
    parts = parts.filter(Q(project=project) | Q(project=None))
    return _page(
        request,
        record,
        evidence,
        project=project,
        incidents=here.exclude(state="withdrawn").order_by("-id")[:LISTED],
        parts=parts.exclude(state="withdrawn").order_by("name")[:LISTED],
        spot=place_map(record, project, request.user),
        disputed=record.disputed,
        doubts=record.doubts_for(request.user),
    )


def _found(request, rows, pk):
    return get_object_or_404(rows.get_visible_row(pk, request.user))


def _page(request, record, evidence, **context):
    if kept := stands_for(request, record):
        return redirect(request.path.replace(str(record.pk), str(kept.pk)), permanent=True)
    key = record._meta.model_name
    passages = evidence(record, request.user)
    facts = facts_of(record, passages, request.user)
    revisions = Revision.objects.seen_about(record, request.user)
    may_publish = (
        record.state == "candidate"
        and record.merged_into_id is None
        and allows(require_may_publish, record, request.user)
    )
    common = {
        "record": record,
        "key": key,
        "noun": f"{key}s",
        "project": record.project,
        "facts": facts,
        "traced": traced(record, facts, passages),
        "bare": bare_cores(record, facts, passages) if record.state != "withdrawn" else [],
        "evidence": passages,
        "others": other_passages(facts, passages),
        **pending_review(record, request.user, may_publish=may_publish),
        "history": revisions.select_related("by", "proposal__reviewer", "proposal__first_reviewer")[
            :HISTORY
        ],
        **merging_of(record, request.user),
        "may_name": isinstance(record, Marked) and may_name(record, request.user),
        "may_change": record.merged_into_id is None
        and allows(require_may_change, record, request.user),
        "may_publish": may_publish,
        "changes": revisions_of(record) if may_publish else None,
    }
    folder = "events" if key == "incident" else f"{key}s"
    return render(request, f"incidents/{folder}/page.html", common | context)
