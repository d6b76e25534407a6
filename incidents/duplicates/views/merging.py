"""Pages on which an editor merges two records, undoes a merge, or splits a record in two."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ctplatform.curation import services as curation
from ctplatform.curation.errors import words_of
from ctplatform.curation.pages.comparison import Words, lines
from ctplatform.curation.queries.merge_preview import preview_merge
from ctplatform.curation.registry import children_of, kind_of, statement_kinds
from ctplatform.curation.writing.access import require_may_merge
from ctplatform.domain_errors import Conflict
from ctplatform.domain_errors.input_checks import refuse_nul
from ctplatform.record_types.registry import record_type_at
from incidents.records.views.merged import suggested_duplicates
from incidents.series.queries.points import affected_series

OFFERED = 20
REFUSALS = (ValidationError, Conflict)


@login_required
def merge_page(request, noun, pk):
    """Choose the record to merge into, then for each field the value to keep; POST merges."""
    record = _find_editable(request, noun, pk)
    into = _find_other_record(request, record, request.POST.get("into") or request.GET.get("into"))
    if into is None:
        return _choose_page(request, noun, record)
    if request.method == "POST":
        return _do_merge(request, noun, record, into)
    return _compare_page(request, noun, record, into)


@require_POST
@login_required
def unmerge_action(request, noun, pk):
    """Undo a merge, or propose to."""
    record = _find_editable(request, noun, pk)
    restore = bool(request.POST.get("restore"))
    try:
        outcome = curation.unmerge(record, restore=restore, **_reason_arguments(request))
    except REFUSALS as error:
        messages.error(request, words_of(error))
        return redirect(f"/{noun}/{pk}/?merged=show")
    return _show_outcome(request, outcome, f"/{noun}/{pk}/", _("They are two records again."))


@login_required
def split_page(request, noun, pk):
    """Name the second record and choose what moves to it; POST splits."""
    record = _find_editable(request, noun, pk)
    kind, error = kind_of(record), ""
    name = request.POST.get("name", "").strip()
    if request.method == "POST":
        try:
            if not name:
                raise ValidationError(_("Say what the second record is called."))
            refuse_nul(name=name, reason=_reason_arguments(request)["reason"])
            outcome = curation.split(
                record,
                {kind.title: name},
                move=request.POST.getlist("move"),
                **_reason_arguments(request),
            )
        except REFUSALS as refusal:
            error = words_of(refusal)
        else:
            address = f"/{noun}/{outcome.record.pk}/"
            return _show_outcome(request, outcome, address, _("Split. This is the second record."))
    context = {
        **_page_context(noun, record),
        "error": error,
        "name": name,
        "chosen": request.POST.getlist("move"),
        "parts": parts_of(record, request.user),
        "reason": request.POST.get("reason", ""),
        "waits": not curation.applies_at_once(record),
    }
    return render(request, "incidents/duplicates/split.html", context, status=400 if error else 200)


@dataclass(frozen=True)
class Parts:
    """The parts of a record under one heading: (id, words) of each."""

    label: str
    rows: list


def parts_of(record, user) -> list[Parts]:
    """The child rows and passages of a record that a split can move and the user may see."""
    kind = kind_of(record)
    found = []
    for child in children_of(kind):
        if child.personal:
            continue
        rows = child.model.objects.visible_to(user).filter(**{child.parent: record}).order_by("id")
        label = child.model._meta.verbose_name_plural
        found.append(Parts(label, [(str(row.pk), child.title_of(row)) for row in rows]))
    for statement in statement_kinds():
        rows = statement.describe(statement.about(record), user)
        found.append(Parts(_("passages"), rows))
    return [each for each in found if each.rows]


def _find_editable(request, noun, pk):
    rows = record_type_at(noun).model.objects.get_visible_row(pk, request.user)
    record = get_object_or_404(rows.select_related("project"))
    require_may_merge(record, by=request.user)
    return record


def _find_other_record(request, record, given):
    """The record to merge into, by the id in the address or the form; None if not given."""
    if not given:
        return None
    found = curation.find(kind_of(record), given, by=request.user)
    if found is None:
        raise Http404
    return found


def _choose_page(request, noun, record):
    """Let the user choose the record to merge into: suggested duplicates and search results."""
    words = request.GET.get("search", "")
    seen = type(record).objects.visible_to(request.user)
    rows = seen.in_project(record.project).filter(merged_into=None)
    rows = rows.exclude(pk=record.pk).exclude(state="withdrawn")
    for name in kind_of(record).alike:
        rows = rows.filter(**{name: getattr(record, name)})
    rows = rows.with_words(words, seen)
    context = {
        **_page_context(noun, record),
        "words": words,
        "rows": rows.order_by("search_text")[:OFFERED] if words.strip() else [],
        "suggested": suggested_duplicates(record, request.user),
        "may_merge": True,
    }
    return render(request, "incidents/duplicates/merge_choose.html", context)


def _compare_page(request, noun, record, into, error="", choices=(), reason=""):
    try:
        found = preview_merge(record, into, by=request.user)
    except REFUSALS as refusal:
        found, error = None, error or words_of(refusal)
    context = {
        **_page_context(noun, record),
        "into": into,
        "error": error,
        "preview": found,
        "lines": _differing_lines(request, into, found) if found else [],
        "rows": _row_counts(into, found) if found else [],
        "series": affected_series([record, into], request.user),
        "chosen": choices,
        "reason": reason,
    }
    return render(request, "incidents/duplicates/merge.html", context, status=400 if error else 200)


def _differing_lines(request, into, found):
    """Each field in which the two differ: `live` is the survivor's value, `new` the other's."""
    steps = {
        name: {"from": both["kept"], "to": both["merged"]}
        for name, both in found["fields"].items()
        if both["kept"] != both["merged"] and name != "absences"
    }
    item = SimpleNamespace(
        pk=into.pk, project_id=into.project_id, diff=steps, target_kind=kind_of(into)
    )
    return lines(item, Words([item], request.user))


def _row_counts(into, found):
    """(plural noun, rows of the survivor, rows of the other, equal rows) for each kind of row."""
    for child in children_of(kind_of(into)):
        n = found["rows"][child.key]
        if n["kept"] or n["merged"]:
            yield child.model._meta.verbose_name_plural, n["kept"], n["merged"], n["same"]
    kept, merged = (
        sum(each[side] for each in found["statements"].values()) for side in ("kept", "merged")
    )
    yield _("passages"), kept, merged, 0


def _do_merge(request, noun, record, into):
    fields = kind_of(record).fields
    choices = [name for name in fields if request.POST.get(f"field-{name}") == "merged"]
    try:
        outcome = curation.merge(record, into, choices=choices, **_reason_arguments(request))
    except REFUSALS as error:
        reason = request.POST.get("reason", "")
        return _compare_page(request, noun, record, into, words_of(error), choices, reason)
    return _show_outcome(
        request, outcome, f"/{noun}/{into.pk}/", _("Merged. Undo it in the history.")
    )


def _show_outcome(request, outcome, address, done):
    if outcome.proposal:
        messages.success(request, _("This waits for review. A second person reads it."))
        return redirect("proposal", pk=outcome.proposal.pk)
    messages.success(request, done)
    return redirect(address)


def _page_context(noun, record):
    return {"noun": noun, "record": record, "project": record.project}


def _reason_arguments(request):
    return {"by": request.user, "reason": request.POST.get("reason", "")[:4000]}
