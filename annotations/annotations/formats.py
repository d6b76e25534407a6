"""Annotations as JSONL and CSV, one row a line, with the field names of the API."""

from django.db.models import Case, CharField, Value, When

from ctplatform.exchange.tables import writes_tables

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
    "annotator": "annotator",
    "layer": "layer",
    "further_spans": "further_spans",
    "attributes": "attributes",
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

writes_tables("annotations", ANNOTATION)
