"""Revisions as JSON Lines and CSV: the history, one change a line, with the API's field names."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from ctplatform.curation.writing.access import redact_diff
from ctplatform.curation.writing.evidence import with_seen_evidence
from ctplatform.database.batches import in_batches
from ctplatform.exchange.tables import writes_tables

CHUNK = 1000  # revisions whose evidence is read together
EVIDENCE = "evidence__object_id"
REVISION = {
    "id": "id",
    "project": "project__slug",
    "kind": "kind",
    "root_type": "root_type",
    "root_id": "root_id",
    "target_type": "target_type",
    "target_id": "target_id",
    "version": "version",
    "by": "by__username",
    "at": "at",
    "reason": "reason",
    "changes": "diff",
    "proposal": "proposal_id",
    "evidence": F(EVIDENCE),
    "policy": F("payload__policy"),
    "channel": "proposal__channel",
}


def redacted_rows(rows, columns, reader):
    """Yield the values of the columns, as the reader may see changes and evidence."""
    reader = reader or AnonymousUser()
    found = rows.select_related("project", "by", "proposal").iterator(chunk_size=CHUNK)
    for chunk in in_batches(found, CHUNK):
        for revision in with_seen_evidence(chunk, reader):
            yield tuple(map(values_of(revision, reader).get, columns))


def values_of(revision, reader) -> dict:
    """{column: value} of a revision, whose evidence has been read."""
    values = {name: getattr(revision, path, None) for name, path in PLAIN.items()}
    return values | {
        "project": revision.project.slug,
        "by": revision.by.username,
        "changes": redact_diff(revision, revision.diff, reader),
        "evidence": revision.seen_evidence,
        "policy": (revision.payload or {}).get("policy"),
        "channel": revision.channel,
    }


PLAIN = {
    name: path for name, path in REVISION.items() if isinstance(path, str) and "__" not in path
}

writes_tables("revisions", REVISION, redacted_rows)
