"""How many passages and sources incidents of an export have, as far as its reader may export."""

from collections import defaultdict

from annotations.links.models.links import PassageLink
from ctplatform.access.export_rights import passed_on
from ctplatform.database.functions import IdIn
from incidents.assessments.statistics.evidence import root_of
from incidents.models import Source


def count_passages(owners, reader) -> dict:
    """{incident: (passages, sources)}; `owners` are {incident or merged record: incident}.

    Sources that repeat another's reports count as that one; texts without a source count as none.
    """
    links = PassageLink.objects.visible_to(reader).filter(IdIn("incident", owners))
    path = "annotation__article_version__article__"
    rows = (
        passed_on(links, reader)
        .order_by()
        .values_list("incident", "annotation", f"{path}repeats", f"{path}source")
    )
    passages, sources = defaultdict(set), defaultdict(set)
    for record, annotation, repeats, source in rows:
        passages[owners[record]].add(annotation)
        if repeats or source:
            sources[owners[record]].add(repeats or source)
    roots = _roots({each for some in sources.values() for each in some}, reader)
    return {
        pk: (len(found), len({roots.get(each, each) for each in sources[pk]}))
        for pk, found in passages.items()
    }


def _roots(ids, reader):
    """{source: the source whose reports it repeats at last}."""
    if not ids:
        return {}
    rows = Source.objects.visible_to(reader).exclude(repeats=None)
    repeats = dict(rows.values_list("pk", "repeats"))
    return {pk: root_of(pk, repeats) for pk in ids}
