from collections import defaultdict

from annotations.relations.models import AnnotationRelation, RelationMember


def relations_by_annotation(version) -> dict:
    """{annotation id: the relations that it is in} of a text, in two queries.

    Each is {"id", "version", "label", "note", "author", "role", "is_first", "others"}: `author` is
    the id of a user or None, `is_first` whether the annotation is the first one of the relation,
    `others` are [[role, annotation id], ...].
    """
    rows = AnnotationRelation.objects.filter(article_version=version, deleted=None)
    relations = {each.pk: each for each in rows.select_related("code").order_by("id")}
    if not relations:
        return {}
    members = RelationMember.objects.filter(relation__in=relations)
    members = members.order_by("relation", "position")
    by_relation = defaultdict(list)
    for relation, role, pk in members.values_list("relation", "role", "annotation"):
        by_relation[relation].append((role, str(pk)))
    found = defaultdict(list)
    for key, listed in by_relation.items():
        relation = relations[key]
        stated = {"id": str(key), "version": relation.version, "label": relation.name}
        stated |= {"author": relation.author_id, "note": relation.note}
        for position, (role, pk) in enumerate(listed):
            others = [[other, other_pk] for other, other_pk in listed if other_pk != pk]
            own = {"role": role, "is_first": position == 0, "others": others}
            found[pk].append(stated | own)
    return found
