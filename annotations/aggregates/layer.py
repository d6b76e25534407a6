"""All annotations of one text, as the reading page draws them."""

from hashlib import sha256

import orjson
from django.db.models import CharField, Count, Q, Sum
from django.db.models.functions import Cast
from django.utils import timezone

from annotations.models import Annotation, Comment, PassageLink
from annotations.models.links import TARGETS
from ctplatform.accounts.models import User
from incidents.models import ActorRelation


def stored(name):
    """A UUID column as text: making an object of each would cost more than the query."""
    return Cast(name, CharField())


def written(raw):
    """A UUID as JSON writes it; SQLite stores its 32 digits."""
    if raw is None or len(raw) > 32:
        return raw
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"


class Layer:
    """The layer of a text (the id of an ArticleVersion) for one reader."""

    def __init__(self, version, user):
        self.version, self.user = version, user
        self.marks = Annotation.objects.filter(article_version=version)
        self.talk = Comment.objects.filter(annotation__article_version=version)
        self.links = PassageLink.objects.filter(annotation__article_version=version)

    def etag(self):
        """A validator that changes with every write to the layer.

        Every write adds a row or raises a version, so counts and sums tell; the latest `updated`
        would not, where a slow transaction commits after one that began later. It names the
        reader and their roles, and counts what an embargo hides and what names them, since all
        that decides which links they see.
        """
        living = {"n": Count("id"), "sum": Sum("version"), "gone": Count("deleted")}
        marks = self.marks.aggregate(**living)
        talk = self.talk.aggregate(**living)
        links = self.links.aggregate(**living)
        if not talk["n"]:
            self.talk = self.talk.none()
        if links["n"]:
            links |= self._targets()
        else:
            self.links = self.links.none()
        roles = hash_of(self.user.roles()) if self.user.is_authenticated else ""
        found = [*marks.values(), *talk.values(), *links.values(), roles]
        parts = [self.user.pk or "-", *(value or 0 for value in found)]
        return f'"{"-".join(map(str, parts))}"'

    def _targets(self):
        """What decides how the links read: the versions of their targets, and what is hidden."""
        targets = {f"{name}_versions": Sum(f"{name}__version") for name in TARGETS}
        targets["relation_versions"] = Sum("relation__version")
        found = self.links.aggregate(**targets, hidden=Count("id", filter=under_embargo()))
        if found["relation_versions"]:
            ends = ("subject", "object", "claimant")
            found |= self.links.aggregate(
                **{f"{end}_versions": Sum(f"relation__{end}__version") for end in ends}
            )
        if self.user.is_authenticated:
            marked = [model for model in TARGETS.values() if hasattr(model, "named")]
            found["named"] = sum(
                model.named.through.objects.filter(user=self.user).count() for model in marked
            )
        return found

    def content(self):
        """The JSON bytes: authors once, then a row per living annotation."""
        columns = [
            stored("id"),
            "start",
            "end",
            stored("code_id"),
            "certainty",
            stored("author_id"),
        ]
        found = self.marks.filter(deleted=None).order_by("start", "-end", "id")
        said, talked, names, rows = self._links(), self._comments(), {None: None}, []
        rows_found = found.values_list(*columns, "note", "version").iterator(chunk_size=2000)
        for raw, start, end, code, certainty, author, note, version in rows_found:
            key = written(raw)
            for each in (code, author):
                if each not in names:
                    names[each] = written(each)
            rows.append(
                {
                    "id": key,
                    "start": start,
                    "end": end,
                    "code": names[code],
                    "certainty": certainty,
                    "author": names[author],
                    "note": note,
                    "version": version,
                    "comments": talked.get(key, 0),
                    "links": said.get(key, ()),
                }
            )
        authors = self._people({row["author"] for row in rows})
        return orjson.dumps(
            {"article_version": self.version, "authors": authors, "annotations": rows}
        )

    def _links(self):
        """{annotation id: [its links to records that the reader may see]}.

        The records are read by type: one query with all their rules joined takes PostgreSQL
        longer to plan than everything else here takes together.
        """
        links = list(self.links.filter(deleted=None, annotation__deleted=None).order_by("id"))
        shown = {
            name: model.objects.visible_to(self.user).in_bulk(ids)
            for name, model in TARGETS.items()
            if (ids := {link.target_id for link in links if link.target_type == name})
        }
        named = self._relations({link.relation_id for link in links} - {None})
        found = {}
        for link in links:
            target = shown[link.target_type].get(link.target_id)
            relation = named.get(link.relation_id)
            if target is not None and (relation is not None or not link.relation_id):
                said = found.setdefault(str(link.annotation_id), [])
                said.append(described(link, target, relation))
        return found

    def _relations(self, ids):
        """{id: the relation} of those that links name and the reader may see."""
        if not ids:
            return {}
        rows = ActorRelation.objects.visible_to(self.user)
        return rows.select_related("subject", "object", "place", "claimant").in_bulk(ids)

    def _comments(self):
        """{annotation id: number of living comments}."""
        counted = self.talk.filter(deleted=None).values_list("annotation").annotate(Count("id"))
        return {str(pk): number for pk, number in counted.order_by()}

    def _people(self, keys):
        return {
            str(person.pk): {
                "username": person.username,
                "name": person.get_full_name(),
                "initials": person.initials,
            }
            for person in User.objects.filter(pk__in=keys)
        }


def hash_of(roles):
    """A short word that changes with any of a person's roles."""
    told = sorted(f"{project} {role}" for project, role in roles.items())
    return sha256("\n".join(told).encode()).hexdigest()[:12]


def under_embargo():
    """The condition that a link's record, or the incident that it hangs on, is not shown yet."""
    paths = (
        "incident",
        "warning__incident",
        "allegation__incident",
        "allegation__warning__incident",
    )
    found = Q()
    for path in paths:
        found |= Q(**{f"{path}__embargo_until__gt": timezone.now()})
    return found


def described(link, target, relation=None):
    """A link as the reading page shows it; `relation_title` says the relation that it names."""
    return {
        "id": link.pk,
        "target_type": link.target_type,
        "target_id": link.target_id,
        "title": str(target),
        "role": link.role,
        "field": link.field,
        "stated_value": link.stated_value,
        "credibility": link.credibility,
        "version": link.version,
        **({"relation": relation.pk, "relation_title": relation.told} if relation else {}),
    }
