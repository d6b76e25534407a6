"""What will be stored for a date that somebody types."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.dates import parse
from incidents.forms.dates import COUNTED_FROM, reading_of, reference_in

LONGEST = 200


@require_safe
def reading(request):
    """A fragment: the EDTF expression and its words, and what it counts from; or what is wrong."""
    words, since = (
        request.GET.get(name, "").strip()[:LONGEST]
        for name in (request.GET.get("field", "date"), COUNTED_FROM)
    )
    context = {}
    if words:
        try:
            reference = _reference(since)
            found = reading_of(words, reference)
            context["date"] = parse(found.edtf)
            if found.basis == "resolved_relative":
                context["reference"] = reference
        except ValidationError as error:
            context["wrong"] = error.message
    return render(request, "incidents/date_reading.html", context)


def _reference(words):
    """What it counts from; what is wrong there is told at that field when the form is sent."""
    try:
        return reference_in(words) if words else None
    except ValidationError:
        return None
