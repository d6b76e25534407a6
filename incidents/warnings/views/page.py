"""The page of a warning."""

from django.views.decorators.http import require_safe

from incidents.allegations.models import Allegation
from incidents.records.views.pages import find_record, record_page
from incidents.warnings.models import Warning


@require_safe
def warning_page(request, pk):
    """A warning: its issuer, its recipient, its subject, and the allegations about it."""
    rows = Warning.objects.select_related(
        "project", "created_by", "issuer", "recipient", "incident"
    )
    record = find_record(request, rows, pk)
    answers = Allegation.objects.visible_to(request.user).filter(warning=record)
    return record_page(
        request,
        record,
        "incidents/warnings/page.html",
        allegations=answers.exclude(state="withdrawn").with_voices().order_by("id"),
    )
