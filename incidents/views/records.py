"""One record's page: its fields with their passages, what hangs on it, its history.

`incidents` knows no texts: `evidence` is a function (record, user) -> {field: [Passage, ...]} that
the roof hands in; without it the pages show values alone.
"""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ctplatform.accounts.context import find_project
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.services.access import require_may_change, require_may_publish
from ctplatform.markings.models import Marked
from ctplatform.markings.services import may_name
from incidents import models
from incidents.aggregates.chain import chain_of, loose_links
from incidents.aggregates.responsibility import standing_of
from incidents.views import assessments
from incidents.views.actors import context_of
from incidents.views.facts import bare_cores, facts_of, other_passages, traced
from incidents.views.harm import harms
from incidents.views.maps import area_of, small_map
from incidents.views.merged import hold_rows, merging_of, stands_for
from incidents.views.rules import allows

HISTORY = 8
LISTED = 50


def no_evidence(record, user):
    """No passages: the register alone."""
    return {}


@require_safe
def incident(request, pk, evidence=no_evidence):
    """The dossier: what is held of an incident, on which passages, and who says who did it."""
    rows = models.Incident.objects.select_related("project", "created_by", "place__parent")
    record = _found(request, rows, pk)
    hold_rows(
        record, request.user,
        participations=models.Participation.objects.select_related("actor").order_by("id"),
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
        own_links=models.IncidentLink.objects.visible_to(request.user)
        .filter(incident__in=record.family_ids())
        .select_related("to", "incident")
        .order_by("id"),
        harms=harms(record.casualties.all()),
        spot=small_map(record.place, request.user) or area_of(record.country),
        disputed=record.place is not None and record.place.disputed,
    )


@require_safe
def actor(request, pk, evidence=no_evidence):
    """An actor: its names, what it was when, whom it is related to, what it took part in."""
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
    """A statement: how likely it was held, what speaks for and against it, what became of it."""
    rows = models.Assessment.objects.select_related(
        "project", "created_by", "holder", "parent", "restates"
    )
    judged = models.Judgement.objects.select_related("created_by").order_by("-date", "-id")
    record = _found(request, rows, pk)
    hold_rows(record, request.user, judgements=judged)
    said = evidence(record, request.user)
    context = assessments.context_of(record, said, list(record.judgements.all()), request.user)
    return _page(request, record, lambda *_: said, **context)


@require_safe
def warning(request, pk, evidence=no_evidence):
    """Who warned whom of what, and what was made of it."""
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
    """What is claimed, by whom, and what was found of it: always the three together."""
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
    here = models.Incident.objects.visible_to(seen).filter(
        place__in=family, project=project, merged_into=None
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
        spot=small_map(record, request.user),
        disputed=record.disputed,
        doubts=record.doubts_for(request.user),
    )


def _found(request, rows, pk):
    return get_object_or_404(rows.seen_row(pk, request.user))


def _page(request, record, evidence, **context):
    if kept := stands_for(request, record):
        return redirect(request.path.replace(str(record.pk), str(kept.pk)), permanent=True)
    key = record._meta.model_name
    passages = evidence(record, request.user)
    facts = facts_of(record, passages, request.user)
    proposals = Proposal.objects.seen_about(record, request.user)
    revisions = Revision.objects.seen_about(record, request.user)
    common = {
        "record": record,
        "key": key,
        "noun": f"{key}s",
        "project": record.project,
        "facts": facts,
        "traced": traced(facts),
        "bare": bare_cores(record, facts, passages) if record.state == "published" else [],
        "evidence": passages,
        "others": other_passages(facts, passages),
        "proposals": proposals.filter(state__in=Proposal.WAITING).select_related("author")[:5],
        "history": revisions.select_related("by", "proposal__reviewer")[:HISTORY],
        **merging_of(record, request.user),
        "may_name": isinstance(record, Marked) and may_name(record, request.user),
        "may_change": record.merged_into_id is None
        and allows(require_may_change, record, request.user),
        "may_publish": record.state == "candidate"
        and record.merged_into_id is None
        and allows(require_may_publish, record, request.user),
    }
    return render(request, f"incidents/{key}.html", common | context)
