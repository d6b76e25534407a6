"""Reimport of this platform's own exports, whose keys are the ids of incidents in the project."""

from uuid import UUID

from ctplatform.curation.rows import snapshot
from incidents.events.models.dataset_ids import OWN_DATASET, ExternalRecord
from incidents.events.models.incidents import Incident
from incidents.places.coordinate_redaction import Position, public_position

OWN = OWN_DATASET
"""The dataset of this platform's own exports."""
ASIDE = ("place", "state", "merged_into", "absences")


def own_records(project, keys, *, by) -> dict:
    """{key: unsaved ExternalRecord} for the keys that are incidents of the project.

    The live values serve as what was stated before, and are the base of the changes. Exports carry
    no participations and casualties, so neither is compared.
    """
    rows = Incident.objects.visible_to(by).filter(project=project, pk__in=_stored_ids(keys))
    rows = rows.select_related("project", "place").prefetch_related("further_places__place")
    return {str(row.pk): as_exported(row) for row in rows}


def _stored_ids(keys):
    for key in keys:
        try:
            yield UUID(key)
        except ValueError:
            continue


def _exported_position(incident):
    """The position as an export has it: the incident's own, else its place's."""
    return incident.redacted_position(
        lambda _owner, _kind, _precision, position: position
    )._asdict()


def _exported_places(incident):
    rows = incident.further_places.all()
    return [[[row.place.name], row.role, row.note] for row in sorted(rows, key=lambda row: row.pk)]


def is_rounded(before: dict, now: dict) -> bool:
    """Whether the position now is that of before, rounded as for people outside the project."""
    held = Position(*(before.get(name) for name in Position._fields))
    said = Position(*(now.get(name) for name in Position._fields))
    return held != said and public_position(held, None, "coarse") == said


def as_exported(incident) -> ExternalRecord:
    """An unsaved ExternalRecord of an incident, with the present values as stated."""
    values = snapshot(incident)
    values |= _exported_position(incident)
    values = {n: value for n, value in values.items() if n not in ASIDE and value not in (None, "")}
    values |= {"absences": incident.absences}
    return ExternalRecord(
        project=incident.project,
        incident=incident,
        dataset=OWN,
        external_id=str(incident.pk),
        stated={
            "values": values,
            "place": str(incident.place_id or ""),
            "further": _exported_places(incident),
        },
    )
