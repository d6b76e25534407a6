"""The matrix of competing hypotheses: the user's own form, other analysts' ratings, and CSV."""

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.audit.services import follow_file
from ctplatform.curation import services as curation
from ctplatform.curation.errors import WrongState
from ctplatform.curation.queries.pending_reviews import review_words
from ctplatform.curation.registry import evidence_about
from ctplatform.domain_errors import StaleVersion
from ctplatform.exchange.tables import csv_cell
from incidents import vocabularies
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.hypotheses import AchItem
from incidents.assessments.queries.matrix import load_analysis
from incidents.assessments.services import rate_all, validate_passage_id
from incidents.records.models import term_choices
from incidents.records.views.rules import is_allowed


@require_http_methods(["GET", "HEAD", "POST"])
def matrix_page(request, pk):
    """Show the matrix; POST writes the user's ratings, all or none."""
    assessment = _find_assessment(request, pk)
    if request.method == "POST" and "passage" in request.POST:
        return _add_passage(request, assessment)
    assessment.offered = evidence_about(assessment, request.user)
    if request.method == "POST":
        return _save_ratings(request, assessment)
    return _render_matrix(request, assessment)


def _add_passage(request, assessment):
    """Add a passage that is linked to the assessment as a row of the matrix."""
    curation.require_may_change(assessment, by=request.user)
    values = {"assessment": assessment, "passage": request.POST["passage"]}
    try:
        validate_passage_id(values["passage"], assessment, by=request.user)
        outcome = curation.create_record(AchItem, values, by=request.user)
    except (ValidationError, WrongState) as error:
        messages.error(request, " ".join(getattr(error, "messages", None) or [str(error)]))
    else:
        proposal = outcome.proposal
        waits = proposal and review_words(proposal, user=request.user, record=assessment)
        messages.success(request, waits or _("Saved."))
    return redirect("assessment-hypotheses", assessment.pk)


def _save_ratings(request, assessment):
    require_role(request.user, assessment.project, Role.ANNOTATOR)
    wanted, seen = _posted_cells(request.POST, "r"), _posted_cells(request.POST, "s")
    try:
        changed = rate_all(assessment, wanted, by=request.user, seen=seen)
    except StaleVersion:
        fault = _(
            "These ratings were changed while you chose. The stored rating is shown beside "
            "each cell that differs; saving again replaces it with yours."
        )
        return _render_matrix(request, assessment, wanted, fault, 412)
    except ValidationError as error:
        return _render_matrix(request, assessment, wanted, " ".join(error.messages), 400)
    messages.success(request, _("Saved.") if changed else _("Nothing differed."))
    return redirect("assessment-hypotheses", assessment.pk)


def _posted_cells(data, letter):
    """{(item, hypothesis): value} of the fields named `<letter>.<item>.<hypothesis>`."""
    found = {}
    for name in data:
        words = name.split(".")
        if len(words) == 3 and words[0] == letter:
            try:
                found[UUID(words[1]), UUID(words[2])] = data[name]
            except ValueError:
                continue
    return found


def _render_matrix(request, assessment, wanted=None, fault="", status=200):
    found = load_analysis(assessment, request.user)
    may_rate = request.user.is_authenticated and has_role(
        request.user, assessment.project, Role.ANNOTATOR
    )
    mine = found.matrices[0] if may_rate else None
    context = {
        "record": assessment,
        "project": assessment.project,
        "analysis": found,
        "sheet": _rating_sheet(found, mine, wanted or {}) if mine else [],
        "mine": mine,
        "others": [(each, found.of(each)) for each in found.rated if each is not mine],
        "ratings": term_choices(vocabularies.RATINGS),
        "typed": sorted(
            term_choices(vocabularies.RATINGS)
        ),  # C before CC: a letter finds the first
        "fault": fault,
        "offered": _passages_to_add(assessment.offered, found),
        "may_change": is_allowed(curation.require_may_change, assessment, request.user),
    }
    return render(request, "incidents/assessments/hypotheses/page.html", context, status=status)


def _passages_to_add(evidence, found):
    """Passages of the assessment that are not rows yet."""
    rows = {str(line.item.passage) for line in found.lines}
    said = {each.id: each for passages in evidence.values() for each in passages}
    return [passage for key, passage in said.items() if key not in rows]


def _rating_sheet(found, mine, wanted):
    """The user's own matrix: [(line, [cell], diagnosticity, whether rank 1 depends on it)]."""
    return [
        (
            line,
            [
                {
                    "name": f"{line.item.pk}.{hypothesis.pk}",
                    "hypothesis": hypothesis,
                    "stored": value,
                    "chosen": wanted.get((line.item.pk, hypothesis.pk), value),
                }
                for hypothesis, value in zip(found.hypotheses, values, strict=True)
            ],
            diagnosticity,
            decides,
        )
        for line, values, diagnosticity, decides in found.of(mine)
    ]


@require_safe
def matrix_csv(request, pk):
    """The matrix as CSV: a row for each item and analyst, a column for each hypothesis."""
    assessment = _find_assessment(request, pk)
    found, out = load_analysis(assessment, request.user), io.StringIO()
    writer = csv.writer(out)
    head = ["analyst", "item", "text", "credibility", "relevance", "weight", "diagnosticity"]
    writer.writerow([*head, *(csv_cell(each.text) for each in found.hypotheses)])
    for each in found.rated:
        name = each.analyst.username if each.analyst else ""
        for line, values, diagnosticity, _decides in found.of(each):
            item = line.item
            row = [
                name,
                str(item.pk),
                line.title,
                item.credibility or "medium",
                item.relevance or "medium",
                round(line.weight, 4),
                diagnosticity,
            ]
            writer.writerow([csv_cell("" if value is None else value) for value in [*row, *values]])
        scores = [round(score, 4) for score, _rank in each.results]
        writer.writerow([name, "", "inconsistency", "", "", "", "", *scores])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"hypotheses-{assessment.pk}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return follow_file(answer, request, "hypotheses", name, assessment.project_id)


def _find_assessment(request, pk):
    rows = Assessment.objects.get_visible_row(pk, request.user)
    return get_object_or_404(rows.select_related("project"))
