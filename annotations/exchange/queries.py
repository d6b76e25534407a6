"""What imported files state of annotations, for the reading page and for exports."""

from collections import defaultdict

from django.db.models import Count, F, OuterRef, Subquery

from annotations.annotations.models import Annotation
from annotations.exchange.models import AnnotationRelation, ImportedText, RelationMember


def whole_relations(rows=None):
    """Relations (or those of `rows`) none of whose annotations was deleted."""
    rows = AnnotationRelation.objects.all() if rows is None else rows
    left = RelationMember.objects.filter(relation=OuterRef("pk"), annotation__deleted=None)
    left = left.order_by().values("relation").annotate(number=Count("pk")).values("number")
    return rows.annotate(left=Subquery(left)).filter(left=F("size"))


def whole_text_annotations(version) -> list[dict]:
    """What files state of a text as a whole: JSON of TextAnnotations, in the order of import."""
    rows = ImportedText.objects.filter(article_version=version, imported_from__undone=None)
    listed = rows.order_by("id").values_list("whole_text_annotations", flat=True)
    return [each for stated in listed for each in stated]


def stated_by_files(version) -> dict:
    """{annotation id: what files state of it} of a text, in three queries.

    Each has `spans` (further passages), `annotator`, `layer`, `attributes` and `relations`, a list
    of {"label", "role", "others": [[role, annotation id], ...]}; what is empty is left out.
    """
    rows = Annotation.objects.filter(
        article_version=version, deleted=None, imported_from__isnull=False
    )
    columns = ("annotator", "layer", "attributes")
    found = {}
    for pk, spans, *values in rows.values_list("pk", "further_spans", *columns):
        said = {"spans": spans, **dict(zip(columns, values, strict=True))}
        found[str(pk)] = {name: value for name, value in said.items() if value}
    if not found:
        return found
    for pk, relations in _relations(version).items():
        if pk in found:
            found[pk]["relations"] = relations
    return found


def _relations(version):
    """{annotation id: the relations that it is in}."""
    whole = whole_relations().filter(article_version=version)
    members = RelationMember.objects.filter(relation__in=[each.pk for each in whole])
    columns = ("relation", "relation__label", "role", "annotation")
    by_relation = defaultdict(list)
    for relation, label, role, pk in members.order_by("relation", "position").values_list(*columns):
        by_relation[relation].append((label, role, str(pk)))
    found = defaultdict(list)
    for rows in by_relation.values():
        for label, role, pk in rows:
            others = [[other, key] for _label, other, key in rows if key != pk]
            found[pk].append({"label": label, "role": role, "others": others})
    return found
