"""All annotations of one text, as the reading page draws them."""

import orjson
from django.db.models import Count, Max, Q

from annotations.models import Annotation, Comment, PassageLink
from annotations.models.links import TARGETS
from ctplatform.accounts.models import User

FIELDS = ("id", "start", "end", "code", "certainty", "author", "note", "version")


def etag(version, user):
    """A validator that changes with every write to the layer of this text (an id).

    It names the reader too, since links to records that one may not see are left out.
    """
    marks = Annotation.objects.filter(article_version=version).aggregate(
        n=Count("id"), last=Max("updated"), gone=Count("id", filter=~Q(deleted=None))
    )
    talk = Comment.objects.filter(annotation__article_version=version).aggregate(
        n=Count("id"), last=Max("updated")
    )
    said = PassageLink.objects.filter(annotation__article_version=version).aggregate(
        n=Count("id"), last=Max("updated")
    )
    parts = [user.pk or "-", marks["gone"]]
    for found in (marks, talk, said):
        parts += [found["n"], _stamp(found["last"])]
    return f'"{"-".join(map(str, parts))}"'


def _stamp(moment):
    return int(moment.timestamp() * 1_000_000) if moment else 0


def links(version, user):
    """{annotation id: [its links to records that this person may see]}."""
    found = {}
    for link in (
        PassageLink.objects.visible_to(user)
        .filter(annotation__article_version=version)
        .select_related(*TARGETS)
        .order_by("id")
    ):
        found.setdefault(link.annotation_id, []).append(
            {
                "id": link.pk,
                "target_type": link.target_type,
                "target_id": link.target_id,
                "title": str(link.target),
                "role": link.role,
                "field": link.field,
                "stated_value": link.stated_value,
                "credibility": link.credibility,
                "version": link.version,
            }
        )
    return found


def compact(version, user):
    """The JSON bytes of the layer: authors once, then a row per living annotation."""
    rows = list(
        Annotation.objects.filter(article_version=version, deleted=None)
        .order_by("start", "-end", "id")
        .values(*FIELDS)
    )
    talk = dict(
        Comment.objects.filter(
            annotation__article_version=version, deleted=None, annotation__deleted=None
        )
        .values_list("annotation")
        .annotate(Count("id"))
        .order_by()
    )
    said = links(version, user)
    for row in rows:
        row["comments"] = talk.get(row["id"], 0)
        row["links"] = said.get(row["id"], [])
    people = User.objects.in_bulk({row["author"] for row in rows})
    return orjson.dumps(
        {
            "article_version": version,
            "authors": {
                str(person.pk): {
                    "username": person.username,
                    "name": person.get_full_name(),
                    "initials": person.initials,
                }
                for person in people.values()
            },
            "annotations": rows,
        }
    )
