"""Relations between annotations as Web Annotations whose motivation is linking.

The target is the first annotation of the relation, and bodies are the others in their order, each
by its address, with its role, where it has one, in a term of ours. What relates them is a tag, as
Recogito and Annotorious have it, beside the code.
"""

from annotations.links.formats.web_items import code_bodies, creator_of
from annotations.relations.models import AnnotationRelation, RelationMember
from ctplatform.database.batches import in_batches

CHUNK = 1000  # relations whose annotations are read together


def web_relations(rows, root, reader, paths):
    """Yield the relations whose annotations are all among `rows`, a QuerySet of Annotation.

    `root` is the URL of the API, `paths` are CodePaths.
    """
    if not AnnotationRelation.objects.exists():
        return
    members = RelationMember.objects.filter(annotation__in=rows.order_by().values("pk"))
    found = AnnotationRelation.objects.visible_to(reader).filter(pk__in=members.values("relation"))
    found = found.select_related("author", "code").order_by("id")
    for chunk in in_batches(found.iterator(chunk_size=CHUNK), CHUNK):
        paths.load_codes(str(each.code_id) for each in chunk if each.code_id)
        by_relation = members_of(chunk)
        named = {pk for listed in by_relation.values() for _role, pk in listed}
        here = set(rows.filter(pk__in=named).values_list("pk", flat=True))
        for relation in chunk:
            listed = by_relation[relation.pk]
            if here.issuperset(pk for _role, pk in listed):
                yield web_relation(root, relation, listed, paths)


def members_of(relations) -> dict:
    """{relation: [(role, id of the annotation), ...] in order}."""
    found = {each.pk: [] for each in relations}
    rows = RelationMember.objects.filter(relation__in=found).order_by("relation", "position")
    for relation, role, pk in rows.values_list("relation", "role", "annotation"):
        found[relation].append((role, pk))
    return found


def web_relation(root, relation, members, paths) -> dict:
    """A relation as a Web Annotation; `members` are pairs (role, id of the annotation)."""
    first, *others = [_resource(root, role, pk) for role, pk in members]
    found = {
        "id": f"{root}annotation-relations/{relation.pk}/",
        "type": "Annotation",
        "motivation": "linking",
        "created": relation.created,
        "modified": relation.updated,
        "target": first,
        "body": [each | {"purpose": "linking"} for each in others],
    }
    found["body"] += _said(root, relation, paths)
    if relation.author:
        author = relation.author
        found["creator"] = creator_of(author.pk, author.username, author.name)
    elif relation.annotator:
        found["creator"] = {"type": "Person", "name": relation.annotator}
    if relation.attributes:
        found["attributes"] = relation.attributes
    return found


def _resource(root, role, pk):
    found = {"type": "SpecificResource", "source": f"{root}annotations/{pk}/"}
    return found | ({"role": role} if role else {})


def _said(root, relation, paths):
    """Bodies for what relates the annotations, and for the note."""
    bodies = []
    if code := relation.code:
        classified, _tag = code_bodies(root, code.pk, code.slug, paths[str(code.pk)])
        bodies.append(classified)
    if relation.name:
        bodies.append({"type": "TextualBody", "value": relation.name, "purpose": "tagging"})
    if note := relation.note:
        body = {"type": "TextualBody", "value": note, "format": "text/plain"}
        bodies.append(body | {"purpose": "commenting"})
    return bodies
