"""What will be stored for a date that somebody types."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.dates import parse
from incidents.forms.base import edtf_of


@require_safe
def reading(request):
    """A fragment: the EDTF expression and its words, or what is wrong."""
    words = request.GET.get(request.GET.get("field", "date"), "").strip()[:200]
    context = {}
    if words:
        try:
            context["date"] = parse(edtf_of(words))
        except ValidationError as error:
            context["wrong"] = error.message
    return render(request, "incidents/date_reading.html", context)
