"""Exports of our own that come back: a key that is the id of an incident here means that one."""

from uuid import UUID

from ctplatform.curation.rows import snapshot
from incidents.models import ExternalRecord, Incident

OWN = "ctplatform"
"""The dataset of our own exports."""
ASIDE = ("place", "state", "merged_into", "absences")


def own_records(project, keys, *, by) -> dict:
    """{key: unsaved ExternalRecord} for the keys that are incidents of the project.

    What they stated before is what stands there now: the live values are the base of a change.
    An export says nothing of who took part and who was harmed, so neither is compared.
    """
    rows = Incident.objects.visible_to(by).filter(project=project, pk__in=_ids(keys))
    return {str(row.pk): _as_exported(row) for row in rows.select_related("project", "place")}


def _ids(keys):
    for key in keys:
        try:
            yield UUID(key)
        except ValueError:
            continue


def _as_exported(incident):
    values = snapshot(incident)
    values = {n: value for n, value in values.items() if n not in ASIDE and value not in (None, "")}
    values |= {"absences": incident.absences}
    return ExternalRecord(
        project=incident.project,
        incident=incident,
        dataset=OWN,
        external_id=str(incident.pk),
        stated={"values": values, "place": str(incident.place_id or "")},
    )
