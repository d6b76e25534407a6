"""The page of an assessment, and the page on which its outcome is recorded.

Besides its fields it shows the related arguments, judgements, scores, the evidence for and against,
and the outcome.
"""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.charts import probability_chart
from ctplatform.curation import services as curation
from ctplatform.curation.models import Revision
from ctplatform.curation.registry import evidence_about
from ctplatform.curation.writing.evidence import passages
from incidents import vocabularies
from incidents.assessments.forms.outcomes import OutcomeForm
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.judgements import LOCKED, Judgement
from incidents.assessments.models.scopes import AssessmentScope
from incidents.assessments.queries.calibration import closing_day, tracks_of_analysts, why_not
from incidents.assessments.queries.matrix import load_analysis
from incidents.assessments.statistics.evidence import Piece, evidence_balance
from incidents.assessments.statistics.forecasts import brier_score
from incidents.records.models import read_date
from incidents.records.views.editing import edit_page, form_writer
from incidents.records.views.merged import prefetch_merged_rows
from incidents.records.views.pages import find_record, record_page

LISTED = 50
WEIGHED = ("supports", "contradicts")


@require_safe
def assessment_page(request, pk):
    """An assessment: how likely it was held, evidence for and against, and its outcome."""
    rows = Assessment.objects.select_related(
        "project", "created_by", "holder", "parent", "restates"
    )
    judged = Judgement.objects.visible_to(request.user)
    judged = judged.select_related("created_by").order_by("-made_at", "-id")
    record = find_record(request, rows, pk)
    prefetch_merged_rows(record, request.user, judgements=judged)
    said = evidence_about(record, request.user)
    context = context_of(record, said, list(record.judgements.all()), request.user)
    return record_page(request, record, "incidents/assessments/page.html", evidence=said, **context)


def context_of(assessment, evidence, judgements, user) -> dict:
    """The context of the page; `evidence` is {field: [Passage, ...]}, "" for the whole record."""
    said = [each for each in evidence.get("", ()) if each.stance in WEIGHED]
    pieces = [
        Piece(p.stance == "supports", p.group, p.credibility, p.relevance or None) for p in said
    ]
    return {
        "judgements": judgements,
        "is_locked": assessment.outcome in LOCKED,
        "is_blind": _is_blind(assessment, judgements, user),
        "may_judge": has_role(user, assessment.project, Role.ANNOTATOR),
        "courses": _probability_charts(assessment, judgements),
        "scores": _analyst_scores(assessment, judgements),
        "unscored": assessment.outcome and why_not(assessment),
        "family": _related_assessments(assessment, user),
        "scopes": AssessmentScope.objects.visible_to(user)
        .filter(assessment=assessment)
        .select_related("actor", "place")
        .order_by("id"),
        "groups": _independent_groups(said),
        "others": [
            p
            for name in ("", "statement")
            for p in evidence.get(name, ())
            if name or p.stance not in WEIGHED
        ],
        "balance": evidence_balance(pieces),
        "analysis": load_analysis(assessment, user),
        "resolution": _resolution_revision(assessment, user),
    }


def _is_blind(assessment, judgements, user):
    """Whether the judgements of others are hidden from this user at present."""
    if user.is_superuser or not assessment.project or not assessment.project.blind_judgements:
        return False
    own = (each for each in judgements if each.created_by_id == user.pk)
    has_judged = any(each.forecast is not None for each in own)
    return assessment.outcome not in vocabularies.RESOLVED and not has_judged


def _related_assessments(assessment, user):
    """Related assessments: the parent, the arguments below (two levels), and restatements."""
    seen = Assessment.objects.visible_to(user).exclude(state="withdrawn")
    near = Q(parent=assessment) | Q(parent__parent=assessment) | Q(restates=assessment)
    rows = list(seen.filter(near).order_by("id")[:LISTED])
    above = [each for each in (assessment.parent, assessment.restates) if each]
    shown = {each.pk: each for each in seen.filter(pk__in=[each.pk for each in above])}
    return {
        "above": shown.get(assessment.parent_id),
        "same": shown.get(assessment.restates_id),
        "below": [
            (child, [each for each in rows if each.parent_id == child.pk])
            for child in rows
            if child.parent_id == assessment.pk
        ],
        "again": [each for each in rows if each.restates_id == assessment.pk],
    }


def _independent_groups(said):
    """[(name, [Passage, ...])] of the independent groups, largest first."""
    found = {}
    for passage in said:
        found.setdefault(passage.group, []).append(passage)
    ranked = sorted(found.values(), key=len, reverse=True)
    return [(rows[0].group_name, rows) for rows in ranked]


def _probability_charts(assessment, judgements):
    tracks = {}
    for each in reversed(judgements):
        if each.forecast is not None:
            name = each.created_by.get_full_name() if each.created_by else ""
            tracks.setdefault(name, []).append(_chart_step(each))
    said = read_date(assessment.date)
    if assessment.probability is not None and said and said.earliest:
        held = float(assessment.probability)
        name = assessment.holder.name if assessment.holder else _("The holder")
        words = f"{said.words}: {held:.0%}"
        url = "#field-probability"
        tracks[name] = [probability_chart.Step(said.earliest, held, held, held, words, url)]
    marks = []
    if assessment.horizon_latest:
        marks.append((assessment.horizon_latest, _("horizon")))
    if assessment.outcome_date:
        marks.append((assessment.outcome_date, _("outcome known")))
    bands = [(float(b.low), float(b.high), _(b.label)) for b in vocabularies.LIKELIHOODS.values()]
    until = closing_day(assessment) if assessment.horizon_latest else timezone.localdate()
    until = min(until, timezone.localdate())
    drawn = [
        probability_chart.draw_course(tracks, bands, marks, frame, until=until)
        for frame in (probability_chart.WIDE, probability_chart.NARROW)
    ]
    return [each for each in drawn if each]


def _chart_step(judgement):
    held, url = float(judgement.forecast), f"#judgement-{judgement.pk}"
    words = f"{date_format(judgement.date, 'j F Y')}: {held:.0%}"
    if judgement.probability is not None:
        return probability_chart.Step(judgement.date, held, held, held, words, url)
    band = vocabularies.LIKELIHOODS[judgement.likelihood]
    words = f"{words}, {judgement.get_likelihood_display()}"
    return probability_chart.Step(
        judgement.date, held, float(band.low), float(band.high), words, url
    )


def _analyst_scores(assessment, judgements):
    """[(name, Brier score)] once the question is scored: each analyst's daily average."""
    if assessment.outcome is None or why_not(assessment) is not None:
        return []
    found = [
        (track.forecaster.name, brier_score(track.forecasts))
        for track in tracks_of_analysts(assessment, reversed(judgements))
    ]
    if assessment.brier is not None:
        holder = assessment.holder.name if assessment.holder else _("The holder")
        found.append((holder, assessment.brier))
    return found


def _resolution_revision(assessment, user):
    """The revision that set the outcome, with `passages` and `agreed_by`.

    `passages` are its own or those of its proposal; `agreed_by` is a reviewer beside the author.
    """
    if assessment.outcome not in vocabularies.RESOLVED:
        return None
    rows = Revision.objects.seen_about(assessment, user)
    rows = rows.filter(target_id=assessment.pk, diff__has_key="outcome")
    found = rows.select_related("by", "proposal__reviewer", "proposal__project").first()
    if found is not None:
        proposal = found.proposal
        found.passages = passages(proposal or found, record=assessment, user=user)
        reviewed = proposal is not None and proposal.reviewer_id != proposal.author_id
        found.agreed_by = proposal.reviewer if reviewed else None
    return found


@login_required
def edit_outcome(request, pk):
    """Turn an assessment into a question, or record its outcome with the passages that show it."""
    rows = Assessment.objects.get_visible_row(pk, request.user)
    record = get_object_or_404(rows.select_related("project"))
    curation.require_may_change(record, by=request.user)
    mine = Assessment.objects.get(pk=record.pk)  # curation compares the form's values with this row
    form = OutcomeForm(
        request.POST or None, instance=mine, user=request.user, project=record.project
    )
    write = form_writer(record, form)
    return edit_page(request, form, write, record.project, record=record, title=_("Outcome"))
