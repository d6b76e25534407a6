"""Preview of what will be stored for a date that the user types."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ctplatform.edtf.dates import parse
from ctplatform.edtf.natural_language import read_words
from ctplatform.web.references import is_id
from incidents.records.forms.dates import COUNTED_FROM, EVENT, reading_of, reference_in
from incidents.records.models import read_date
from incidents.records.queries.reference_incidents import visible_incident

LONGEST = 200


@require_safe
def date_reading(request):
    """A fragment with the EDTF expression, its words and what it counts from; or with the error."""
    words, since = (
        request.GET.get(name, "").strip()[:LONGEST]
        for name in (request.GET.get("field", "date"), COUNTED_FROM)
    )
    context = {}
    if words:
        try:
            reference, incident = _reference_date(since), _event_incident(request)
            event = incident and read_date(incident.date)
            found = reading_of(words, reference, event)
            context["date"] = parse(found.edtf)
            if found.basis == "resolved_relative":
                by_text = read_words(words, reference)
                context["reference"] = reference if by_text else event
                context["event"] = None if by_text else incident
        except ValidationError as error:
            context["wrong"] = error.message
    return render(request, "incidents/records/date_reading.html", context)


def _reference_date(words):
    """The Date to count from; None if it is wrong, which its own field reports on submission."""
    try:
        return reference_in(words) if words else None
    except ValidationError:
        return None


def _event_incident(request):
    """The incident to count from, if its id is given and the user may see it."""
    chosen = request.GET.get(EVENT, "")
    return visible_incident(chosen, request.user) if is_id(chosen) else None
