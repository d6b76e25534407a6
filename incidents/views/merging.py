"""Pages on which an editor merges two records, takes a merge back, or splits one record in two."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ctplatform.curation import services as door
from ctplatform.curation.pages.comparison import Words, lines
from ctplatform.curation.registry import children_of, kind_of, statement_kinds
from ctplatform.curation.services.access import require_may_merge
from ctplatform.curation.services.previews import preview_merge
from ctplatform.folding import fold
from ctplatform.rest.problems import Conflict
from incidents.aggregates.series import touched
from incidents.views.edits import RECORDS
from incidents.views.merged import suggested

OFFERED = 20
REFUSALS = (ValidationError, Conflict)


@login_required
def merge(request, noun, pk):
    """Choose the record to merge into, then field by field what it keeps; POST does it."""
    record = _editable(request, noun, pk)
    into = _other(request, record, request.POST.get("into") or request.GET.get("into"))
    if into is None:
        return _choose(request, noun, record)
    if request.method == "POST":
        return _merge(request, noun, record, into)
    return _compare(request, noun, record, into)


@require_POST
@login_required
def unmerge(request, noun, pk):
    """Let a merged record stand for itself again, or propose to."""
    record = _editable(request, noun, pk)
    restore = bool(request.POST.get("restore"))
    try:
        outcome = door.unmerge(record, restore=restore, **_why(request))
    except REFUSALS as error:
        messages.error(request, words_of(error))
        return redirect(f"/{noun}/{pk}/?merged=show")
    return _told(request, outcome, f"/{noun}/{pk}/", _("They are two records again."))


@login_required
def split(request, noun, pk):
    """Name the second record and what of this one belongs to it; POST does it."""
    record = _editable(request, noun, pk)
    kind, error = kind_of(record), ""
    name = request.POST.get("name", "").strip()
    if request.method == "POST":
        try:
            if not name:
                raise ValidationError(_("Say what the second record is called."))
            outcome = door.split(
                record, {kind.title: name}, move=request.POST.getlist("move"), **_why(request)
            )
        except REFUSALS as refusal:
            error = words_of(refusal)
        else:
            address = f"/{noun}/{outcome.record.pk}/"
            return _told(request, outcome, address, _("Split. This is the second record."))
    context = {
        **_around(noun, record),
        "error": error,
        "name": name,
        "chosen": request.POST.getlist("move"),
        "parts": parts_of(record, request.user),
        "reason": request.POST.get("reason", ""),
        "waits": not door.applies_at_once(record),
    }
    return render(request, "incidents/split.html", context, status=400 if error else 200)


@dataclass(frozen=True)
class Parts:
    """What hangs on a record under one heading: (id, words) each."""

    label: str
    rows: list


def parts_of(record, user) -> list[Parts]:
    """The child rows and passages of a record that a split can move, as far as one sees them."""
    kind = kind_of(record)
    found = []
    for child in children_of(kind):
        rows = child.model.objects.visible_to(user).filter(**{child.parent: record}).order_by("id")
        label = child.model._meta.verbose_name_plural
        found.append(Parts(label, [(str(row.pk), child.title_of(row)) for row in rows]))
    for statement in statement_kinds():
        rows = statement.describe(statement.about(record), user)
        found.append(Parts(_("passages"), rows))
    return [each for each in found if each.rows]


def _editable(request, noun, pk):
    rows = RECORDS[noun].model.objects.seen_row(pk, request.user)
    record = get_object_or_404(rows.select_related("project"))
    require_may_merge(record, by=request.user)
    return record


def _other(request, record, given):
    """The record to merge into, as the address or the form names it; None where it names none."""
    if not given:
        return None
    found = door.find(kind_of(record), given, by=request.user)
    if found is None:
        raise Http404
    return found


def _choose(request, noun, record):
    """Which record? Those that seem to be the same, and what a search finds."""
    words = request.GET.get("search", "")
    rows = type(record).objects.visible_to(request.user).in_project(record.project)
    rows = rows.filter(merged_into=None).exclude(pk=record.pk).exclude(state="withdrawn")
    for name in kind_of(record).alike:
        rows = rows.filter(**{name: getattr(record, name)})
    for word in fold(words).split():
        rows = rows.filter(search_text__contains=word)
    context = {
        **_around(noun, record),
        "words": words,
        "rows": rows.order_by("search_text")[:OFFERED] if words.strip() else [],
        "suggested": suggested(record, request.user),
        "may_merge": True,
    }
    return render(request, "incidents/merge_choose.html", context)


def _compare(request, noun, record, into, error="", choices=(), reason=""):
    try:
        found = preview_merge(record, into, by=request.user)
    except REFUSALS as refusal:
        found, error = None, error or words_of(refusal)
    context = {
        **_around(noun, record),
        "into": into,
        "error": error,
        "preview": found,
        "lines": _lines(request, into, found) if found else [],
        "rows": _counts(into, found) if found else [],
        "series": touched([record, into], request.user),
        "chosen": choices,
        "reason": reason,
    }
    return render(request, "incidents/merge.html", context, status=400 if error else 200)


def _lines(request, into, found):
    """Each field in which the two differ: `live` is the survivor's, `new` the other's."""
    steps = {
        name: {"from": both["kept"], "to": both["merged"]}
        for name, both in found["fields"].items()
        if both["kept"] != both["merged"] and name != "absences"
    }
    item = SimpleNamespace(pk=into.pk, diff=steps, target_kind=kind_of(into))
    return lines(item, Words([item], request.user))


def _counts(into, found):
    """(plural noun, the survivor's, the other's, the same in both) of each kind of row."""
    for child in children_of(kind_of(into)):
        n = found["rows"][child.key]
        if n["kept"] or n["merged"]:
            yield child.model._meta.verbose_name_plural, n["kept"], n["merged"], n["same"]
    kept, merged = (
        sum(each[side] for each in found["statements"].values()) for side in ("kept", "merged")
    )
    yield _("passages"), kept, merged, 0


def _merge(request, noun, record, into):
    fields = kind_of(record).fields
    choices = [name for name in fields if request.POST.get(f"field-{name}") == "merged"]
    try:
        outcome = door.merge(record, into, choices=choices, **_why(request))
    except REFUSALS as error:
        reason = request.POST.get("reason", "")
        return _compare(request, noun, record, into, words_of(error), choices, reason)
    return _told(request, outcome, f"/{noun}/{into.pk}/", _("Merged. Undo it in the history."))


def _told(request, outcome, address, done):
    if outcome.proposal:
        messages.success(request, _("This waits for review. A second person reads it."))
        return redirect("proposal", pk=outcome.proposal.pk)
    messages.success(request, done)
    return redirect(address)


def _around(noun, record):
    return {"noun": noun, "record": record, "project": record.project}


def _why(request):
    return {"by": request.user, "reason": request.POST.get("reason", "")[:4000]}


def words_of(error) -> str:
    """What a refusal says, for a page."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error.detail)
