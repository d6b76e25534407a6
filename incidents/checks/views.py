"""The pages of checks: their list, that of one, and that on which its outcome is overridden."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.curation import services as curation
from incidents.checks.filters import CheckFilter
from incidents.checks.forms.checks import OverrideForm
from incidents.checks.models.checks import DataCheck
from incidents.checks.models.stated_figures import CheckFigure
from incidents.checks.queries.shown import (
    HISTORY,
    all_records_url,
    current_outcome,
    past_outcomes,
    records_behind,
    with_outcomes,
)
from incidents.checks.queries.words import figure_rows
from incidents.checks.rule_vocabulary import CHECK_RULES
from incidents.checks.vocabulary import CHECK_COMPARISONS
from incidents.figures.estimates import estimates_conflict
from incidents.records.views.editing import edit_page, form_writer
from incidents.records.views.listing import ProjectListView
from incidents.records.views.pages import find_record, record_page
from incidents.series.queries.figure import figure_of


class CheckList(ProjectListView):
    model = DataCheck
    filterset_class = CheckFilter
    template_name = "incidents/checks/list.html"
    sorts = {"claim": "claim", "outcome": "outcome", "state": "state", "updated": "updated"}
    sort = "claim"

    def page_of(self, rows):
        return super().page_of(with_outcomes(rows))


@require_safe
def check_page(request, pk):
    """A check: its outcome, the figures that led to it, the records and the coverage behind it."""
    rows = DataCheck.objects.select_related(
        "project", "created_by", "series__project", "incident", "actor", "assessment", "source"
    )
    record = find_record(request, rows, pk)
    outcome = current_outcome(record)
    return record_page(
        request,
        record,
        "incidents/checks/page.html",
        outcome=outcome,
        figure_rows=figure_rows(outcome) if outcome else [],
        behind=records_behind(outcome, request.user) if outcome else [],
        all_records=all_records_url(record, outcome) if outcome else "",
        past=past_outcomes(record)[:HISTORY],
        **_stated(record, request.user),
        rule=CHECK_RULES[record.comparison],
        may_override=has_role(request.user, record.project, Role.REVIEWER),
        **_drawn(record.series, request.user),
    )


def _stated(record, user):
    """The figures that sources state, and whether two of them exclude each other."""
    rows = CheckFigure.objects.visible_to(user).filter(data_check__in=record.family_ids())
    rows = list(rows.select_related("source").order_by("id"))
    ranges = [(each.low, each.best, each.high, each.date) for each in rows]
    return {"stated": rows, "is_disputed": estimates_conflict(ranges)}


def _drawn(series, user):
    """The chart of a series that has been counted, as the page of the series shows it."""
    if series is None or series.recounted is None:
        return {}
    return {"figure": figure_of(series, user), "seen": f"{series.version}-{series.recounts}"}


@require_safe
def rule_list(request):
    """What each comparison takes, and the rule by which it decides."""
    rules = [(key, capfirst(_(CHECK_COMPARISONS[key])), _(CHECK_RULES[key])) for key in CHECK_RULES]
    return render(request, "incidents/checks/rules.html", {"rules": rules})


@login_required
def edit_override(request, pk):
    """Set an outcome beside the computed one, with the reason; for reviewers and editors."""
    rows = DataCheck.objects.get_visible_row(pk, request.user)
    record = get_object_or_404(rows.select_related("project"))
    curation.require_may_change(record, by=request.user)
    if not has_role(request.user, record.project, Role.REVIEWER):
        raise PermissionDenied(_("Only reviewers and editors override a computed outcome."))
    mine = DataCheck.objects.get(pk=record.pk)  # curation compares the form's values with this row
    form = OverrideForm(
        request.POST or None, instance=mine, user=request.user, project=record.project
    )
    write = form_writer(record, form)
    title = _("Set another outcome")
    return edit_page(request, form, write, record.project, record=record, title=title)
