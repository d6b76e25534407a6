"""The page on which a record's creator or an owner chooses who reads it with any marking."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ctplatform.markings.forms import ReaderForm
from ctplatform.markings.services import (
    MOST_OFFERED,
    name_reader,
    people_to_name,
    require_may_name,
    unname_reader,
)

LONGEST = 150


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def readers(request, pk, model, noun):
    """The named users, each with a button to remove them, and a field to name another."""
    record = _record(request, pk, model)
    form = ReaderForm(
        request.POST if "person" in request.POST else None,
        people=people_to_name(record, by=request.user),
        address=f"/{noun}/{pk}/readers/find/?",
    )
    if request.method == "POST" and _done(request, record, form):
        return redirect(request.path)
    named = record.named.order_by("username")
    context = {
        "record": record,
        "project": record.project,
        "form": form,
        "named": named,
        "back": f"/{noun}/{pk}/",
    }
    return render(request, "markings/readers.html", context)


@login_required
@require_safe
def matches(request, pk, model, noun):
    """Users who can be named and match the words: `{results: [{id, label, hint}], said}`."""
    record = _record(request, pk, model)
    found = list(
        people_to_name(record, by=request.user)
        .worded(request.GET.get("q", "")[:LONGEST])
        .order_by("username")[:MOST_OFFERED]
    )
    results = [
        {"id": str(each.pk), "label": each.get_full_name(), "hint": each.username} for each in found
    ]
    n = len(results)
    said = ngettext("%d fits.", "%d fit.", n) % n if n else _("No match.")
    return JsonResponse({"results": results, "said": said})


def _record(request, pk, model):
    rows = model.objects.get_visible_row(pk, request.user).select_related("project", "created_by")
    record = get_object_or_404(rows)
    require_may_name(record, request.user)
    return record


def _done(request, record, form):
    """Carry out the posted action; return whether it succeeded."""
    if "remove" in request.POST:
        person = record.named.filter(username=request.POST["remove"]).first()
        if person is not None:
            unname_reader(record, person, by=request.user)
        messages.success(request, _("Removed. The marking alone decides again."))
        return True
    if not form.is_valid():
        return False
    person = form.cleaned_data["person"]
    try:
        name_reader(record, person, by=request.user)
    except ValidationError as error:
        form.add_error("person", error.messages)
        return False
    messages.success(request, _("%s is named and reads this record.") % person.get_full_name())
    return True
