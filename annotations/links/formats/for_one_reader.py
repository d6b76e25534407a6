"""Annotations as W3C Web Annotations for one reader, a few at a time."""

from annotations.annotations.models import Annotation
from annotations.links.formats.web_annotation import stored_links
from annotations.links.formats.web_items import CONTEXT, TERMS, CodePaths, annotation, values_of

CONTEXTS = [CONTEXT, TERMS]


def web_annotations(
    rows: list[Annotation], root: str, reader, noun: str = "annotations"
) -> list[dict]:
    """The annotations without their context; `rows` are loaded with their texts' articles.

    `root` is the URL of the API, and their addresses are below `noun` there. Readers of excerpts
    see no more of the words than elsewhere: where a quote is cut for them, the position alone
    selects the passage. Reads three queries.
    """
    if not rows:
        return []
    stored = values_of(Annotation.objects.filter(pk__in=[row.pk for row in rows]))
    values = {each[0]: each for each in stored}
    found = [(row, values[str(row.pk)]) for row in rows if str(row.pk) in values]
    links, paths = stored_links([row.pk for row in rows], reader), CodePaths()
    paths.load(values.values())
    items = [
        _for_reader(row, annotation(root, stated, paths, links.get(stated[0], ())), reader)
        for row, stated in found
    ]
    for item, (row, _stated) in zip(items, found, strict=True):
        item["id"] = f"{root}{noun}/{row.pk}/"
    return items


def _for_reader(row, item, reader):
    """The item with the words that the reader may see."""
    if row.article_version.article.is_whole_for(reader):
        return item
    targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
    for target in targets:
        target.pop("textSha256", None)
    _prefix, quote, _suffix = row.excerpt_for(reader)
    words, position = targets[0]["selector"]
    is_cut = quote != row.quote
    whole = {"type": words["type"], "exact": quote, "prefix": "", "suffix": ""}
    targets[0]["selector"] = [position] if is_cut else [whole, position]
    return item
