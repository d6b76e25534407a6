"""Annotations and articles as JSONL and CSV: the list's field names, a row a line."""

from django.db.models import Case, CharField, Value, When

from ctplatform.exchange.registry import writes
from ctplatform.exchange.tables import write_csv, write_jsonl

ANNOTATION = {
    "id": "id",
    "project": "article_version__article__project__slug",
    "article": "article_version__article_id",
    "article_version": "article_version_id",
    "start": "start",
    "end": "end",
    "quote": "quote",
    "prefix": "prefix",
    "suffix": "suffix",
    "code": "code_id",
    "code_slug": "code__slug",
    "certainty": "certainty",
    "note": "note",
    "author": "author__username",
    "state": Case(
        When(deleted=None, then=Value("active")),
        default=Value("deleted"),
        output_field=CharField(),
    ),
    "anchor_state": Value("exact"),
    "version": "version",
    "created": "created",
    "updated": "updated",
}
ARTICLE = {
    "id": "id",
    "project": "project__slug",
    "title": "title",
    "source": "source_id",
    "authors": "authors",
    "published": "published",
    "language": "language",
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
JSONL = {"label": "JSON Lines", "media_type": "application/x-ndjson", "extension": "jsonl"}
CSV = {"label": "CSV", "media_type": "text/csv; charset=utf-8", "extension": "csv"}


@writes("annotations", "jsonl", **JSONL)
def annotations_jsonl(rows, _reader):
    return write_jsonl(rows, ANNOTATION)


@writes("annotations", "csv", **CSV)
def annotations_csv(rows, _reader):
    return write_csv(rows, ANNOTATION)


@writes("articles", "jsonl", **JSONL)
def articles_jsonl(rows, _reader):
    return write_jsonl(rows, ARTICLE)


@writes("articles", "csv", **CSV)
def articles_csv(rows, _reader):
    return write_csv(rows, ARTICLE)
