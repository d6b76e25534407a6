"""All annotations of one text, as the reading page draws them."""

import orjson
from django.db.models import Count, Sum

from annotations.models import Annotation, Comment, PassageLink
from annotations.models.links import TARGETS
from ctplatform.accounts.models import User

FIELDS = ("id", "start", "end", "code", "certainty", "author", "note", "version")


def etag(version, user):
    """A validator that changes with every write to the layer of this text (an id).

    Every write adds a row or raises a version, so counts and sums tell; the latest `updated` would
    not, where a slow transaction commits after one that began later. It names the reader too, and
    sums over the links that they may see.
    """
    parts = [user.pk or "-"]
    for rows, counted in (
        (Annotation.objects.filter(article_version=version), ["version", "deleted"]),
        (Comment.objects.filter(annotation__article_version=version), ["version", "deleted"]),
        (_links(version, user), ["version", *(f"{name}__version" for name in TARGETS)]),
    ):
        sums = {
            f"n{i}": Count(name) if name == "deleted" else Sum(name)
            for i, name in enumerate(counted)
        }
        parts += [value or 0 for value in rows.aggregate(n=Count("id"), **sums).values()]
    return f'"{"-".join(map(str, parts))}"'


def _links(version, user):
    return PassageLink.objects.visible_to(user).filter(annotation__article_version=version)


def links(version, user):
    """{annotation id: [its links to records that this person may see]}."""
    found = {}
    for link in _links(version, user).select_related(*TARGETS).order_by("id"):
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
        Comment.objects.filter(annotation__article_version=version, deleted=None)
        .values_list("annotation")
        .annotate(Count("id"))
        .order_by()
    )
    said = links(version, user)
    for row in rows:
        row["comments"] = talk.get(row["id"], 0)
        row["links"] = said.get(row["id"], [])
    people = User.objects.filter(pk__in={row["author"] for row in rows})
    return orjson.dumps(
        {
            "article_version": version,
            "authors": {
                str(person.pk): {
                    "username": person.username,
                    "name": person.get_full_name(),
                    "initials": person.initials,
                }
                for person in people
            },
            "annotations": rows,
        }
    )
