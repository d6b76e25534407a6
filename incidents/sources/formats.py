"""The columns of the export of sources."""

SOURCES = {
    "id": "id",
    "project": "project__slug",
    "name": "name",
    "kind": "kind",
    "url": "url",
    "reliability": "reliability",
    "note": "note",
    "repeats": "repeats_id",
    "version": "version",
    "created": "created",
    "updated": "updated",
}
