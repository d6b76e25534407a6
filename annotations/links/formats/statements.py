"""The table `statements`: one row for each thing that a passage says about a record."""

import orjson
from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from annotations.links.models.links import TARGETS
from ctplatform.access.export_rights import passed_on
from ctplatform.database.batches import in_batches
from ctplatform.exchange.analysis.columns import INTEGER, TEXT, TIME, Column, time_text
from ctplatform.exchange.analysis.registration import AnalysisTable, register_analysis_table
from incidents.actors.expressions import name_of
from incidents.models import Source

CHUNK = 1000  # links whose records are read together
TEXT_OF = "annotation__article_version__article__"
RELATED = (
    "annotation__code", "annotation__author", "annotation__article_version__article__project",
    "created_by",
)  # fmt: skip
LONG = (
    "annotation__article_version__text",
    "annotation__article_version__segments",
    f"{TEXT_OF}search_text",
    f"{TEXT_OF}public_search_text",
)
COLUMNS = (
    Column("id", TEXT, "the link's id, the same as in the API"),
    Column("project", TEXT, "slug of the project of the text"),
    Column("article", TEXT, "id of the text"),
    Column("article_title", TEXT, "its title"),
    Column("article_published", TEXT, "when it was published, as an EDTF expression"),
    Column("source", TEXT, "the name of the source of the text"),
    Column("reliability", TEXT, "Admiralty letter of the source, A to F; empty where not graded"),
    Column("article_version", INTEGER, "number of the version of the text"),
    Column("annotation", TEXT, "id of the passage"),
    Column("start", INTEGER, "its first character, in Unicode code points from 0"),
    Column("end", INTEGER, "the character after its last one"),
    Column("quote", TEXT, "the passage itself"),
    Column("code", TEXT, "slug of its code"),
    Column("certainty", TEXT, "how certain its annotator is"),
    Column("annotator", TEXT, "user name of who marked the passage"),
    Column("target_type", TEXT, "the type of record that it is about"),
    Column("target", TEXT, "the record's id"),
    Column("target_title", TEXT, "the record's title or name"),
    Column("stance", TEXT, "supports, contradicts or mentions"),
    Column("field", TEXT, "the field that it speaks about; empty for the record as a whole"),
    Column("row_type", TEXT, "the type of the one row of the record that it is about, if any"),
    Column("row", TEXT, "the id of that row"),
    Column("stated_value", TEXT, "the value as the passage states it; a list or object as JSON"),
    Column("credibility", INTEGER, "Admiralty grade of the information, 1 (best) to 6"),
    Column("relevance", TEXT, "how relevant the passage is for the record"),
    Column("independence_group", TEXT, "passages with the same group repeat one report"),
    Column("linked_by", TEXT, "user name of who linked it"),
    Column("created", TIME, "when it was linked"),
    Column("updated", TIME, "when it was last changed"),
)  # fmt: skip
NAMES = tuple(each.name for each in COLUMNS)


def statement_rows(rows, reader):
    """Yield the tuples of the table, in the order of `rows`, a QuerySet of PassageLink."""
    rows = rows.annotate(actor_name=name_of("actor")).select_related(*RELATED).defer(*LONG)
    found = rows.iterator(chunk_size=CHUNK)
    for chunk in in_batches(found, CHUNK):
        prefetch_related_objects(chunk, *TARGETS)
        sources = _sources_of(chunk, reader)
        for link in chunk:
            yield tuple(map(statement_values(link, sources).get, NAMES))


def _sources_of(links, reader):
    """{source: (name, reliability)} of the texts, as far as the reader may export them."""
    ids = {each.annotation.article_version.article.source_id for each in links} - {None}
    rows = passed_on(
        Source.objects.visible_to(reader or AnonymousUser()), reader or AnonymousUser()
    )
    return {
        pk: rest for pk, *rest in rows.filter(pk__in=ids).values_list("pk", "name", "reliability")
    }


def statement_values(link, sources) -> dict:
    """{column: value} of one link; `sources` are {id: (name, reliability)}."""
    is_actor = link.target_type == "actor"
    return {
        **_text_values(link.annotation, sources),
        "id": str(link.pk),
        "target_type": link.target_type,
        "target": str(link.target.pk),
        "target_title": link.actor_name if is_actor else str(link.target),
        "stance": link.role,
        "field": link.field or None,
        "row_type": link.row_type or None,
        "row": str(link.row_id) if link.row_type else None,
        "stated_value": stated_text(link.stated_value),
        "credibility": link.credibility,
        "relevance": link.relevance,
        "independence_group": link.independence_group or None,
        "linked_by": link.created_by.username,
        "created": time_text(link.created),
        "updated": time_text(link.updated),
    }


def _text_values(passage, sources):
    version, article = passage.article_version, passage.article_version.article
    name, reliability = sources.get(article.source_id, (None, None))
    return {
        "project": article.project.slug,
        "article": str(article.pk),
        "article_title": article.title,
        "article_published": article.published or None,
        "source": name,
        "reliability": reliability or None,
        "article_version": version.number,
        "annotation": str(passage.pk),
        "start": passage.start,
        "end": passage.end,
        "quote": passage.quote,
        "code": passage.code.slug if passage.code else None,
        "certainty": passage.certainty,
        "annotator": passage.author.username,
    }


def stated_text(value) -> str | None:
    """A stated value as one cell: a text as it is, anything else as JSON, None for none."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


register_analysis_table(
    AnalysisTable(
        of="links",
        name="statements",
        about=_("One row for each thing that a passage says about a record, with its source."),
        columns=COLUMNS,
        rows=statement_rows,
    )
)
