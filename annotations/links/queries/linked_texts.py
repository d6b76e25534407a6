"""The texts with passages that are linked to records, as far as a reader may export them."""

from annotations.links.models.links import PassageLink
from ctplatform.access.export_rights import passed_on
from incidents.exports.stix.collecting import LinkedText

ARTICLE = "annotation__article_version__article__"
COLUMNS = ("id", "title", "published", "language", "url", "marking", "created", "updated")


def linked_texts(kind, ids, reader) -> list[LinkedText]:
    """The texts linked to records of a type ("incident", "actor") with these ids, in one query."""
    links = PassageLink.objects.visible_to(reader).filter(**{f"{kind}__in": ids})
    paths = (ARTICLE + name for name in (*COLUMNS, "source"))
    rows = passed_on(links, reader).order_by("id").values_list(kind, *paths)
    found = {}
    for record, *values, source in rows:
        row = dict(zip(COLUMNS, values, strict=True))
        records = found.setdefault(row["id"], LinkedText(row, source, {})).records
        records[kind, record] = records.get((kind, record), 0) + 1
    return list(found.values())
