"""Services of reports: write their blocks, pin what is new in them, add one from elsewhere."""

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from ctplatform.curation import services as curation
from ctplatform.web.references import is_id
from incidents.charts.services import pin_series
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.models.incidents import Incident
from incidents.reports.content.blocks import MOST_ROWS, new_id
from incidents.reports.models import Report, check_added, checked_blocks
from incidents.series.models.series import Series


@transaction.atomic
def write_blocks(report: Report, blocks, *, by, reason="", expected_version=None):
    """Set the blocks of a report, at once or as a proposal.

    A chart or table with a `series` is pinned as it is now. Raises as `change_record` does, and
    Conflict where a series has no numbers yet; then nothing is pinned.
    """
    curation.require_may_change(report, by=by)
    blocks = checked_blocks([_pinned(each, report.project, by) for each in blocks])
    check_added(report.blocks, blocks, report.project, by=by)
    return curation.change_record(
        report, {"blocks": blocks}, by=by, reason=reason, expected_version=expected_version
    )


def _pinned(block, project, by):
    if not is_id(block.get("series")):
        return block
    rows = Series.objects.visible_to(by).in_project(project)
    series = rows.select_related("project").filter(pk=block["series"]).first()
    if series is None:
        return block  # refused with its other values
    found = {name: value for name, value in block.items() if name != "series"}
    return found | {"snapshot": str(pin_series(series, by=by).pk)}


def add_block(report: Report, block, *, by):
    """Add a block at the end of a report, at once or as a proposal."""
    blocks = [*report.blocks, {"id": new_id()} | block]
    return write_blocks(report, blocks, by=by, expected_version=report.version)


def incident_table(query: str, project, *, by) -> dict | None:
    """A table of the incidents that a query of their list finds now, newest first; None for none.

    `query` is the part of the list's address after “?”; filters that are not known are ignored, as
    the list does.
    """
    asked = QueryDict(query, mutable=True)
    asked["project"] = project.slug
    for name in ("cursor", "sort", "view"):
        asked.pop(name, None)
    found = IncidentFilter(asked, Incident.objects.visible_to(by))
    if not found.is_valid():
        return None
    rows = found.qs
    if not any(asked.getlist("state")):
        rows = rows.exclude(state="withdrawn")
    first = rows.order_by("-date_earliest", "-id").values_list("pk", "version")[:MOST_ROWS]
    table = [[str(pk), version] for pk, version in first]
    if not table:
        return None
    asked.pop("project")
    return {
        "kind": "table",
        "incidents": table,
        "found": rows.order_by().count(),
        "taken": timezone.now().isoformat(timespec="seconds"),
        "filter": asked.urlencode(),
    }
