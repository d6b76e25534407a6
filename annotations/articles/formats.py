"""Articles as JSONL and CSV, one row a line, with the field names of the API."""

from ctplatform.exchange.tables import writes_tables

ARTICLE = {
    "id": "id",
    "project": "project__slug",
    "title": "title",
    "source": "source_id",
    "repeats": "repeats_id",
    "authors": "authors",
    "published": "published",
    "language": "language",
    "direction": "direction",
    "url": "url",
    "rights": "rights",
    "marking": "marking",
    "embargo_until": "embargo_until",
    "version": "version",
    "created": "created",
    "updated": "updated",
    "version_number": "current_version__number",
    "length": "current_version__length",
    "sha256": "current_version__sha256",
}

writes_tables("articles", ARTICLE)
