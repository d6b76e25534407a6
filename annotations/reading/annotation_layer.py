"""The annotation layer of one text: all its annotations, as JSON for the reading page."""

from functools import cached_property
from hashlib import sha256

import orjson
from django.db.models import CharField, Count, Sum
from django.db.models.functions import Cast

from annotations.annotations.models import Annotation
from annotations.articles.models.articles import ArticleVersion
from annotations.comments.models import Comment
from annotations.exchange.queries import stated_by_files
from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS, PassageLink
from annotations.relations.models import AnnotationRelation
from annotations.relations.queries import relations_by_annotation
from ctplatform.accounts.models import User
from ctplatform.accounts.vocabularies import Role
from incidents.events.models.canonical_ids import canonical_ids
from incidents.events.queries.participants import acting_in
from incidents.models import Incident


def stored(name):
    """A UUID column as text: creating UUID objects would cost more than the query."""
    return Cast(name, CharField())


def written(raw):
    """A UUID in the form of JSON; SQLite stores its 32 digits."""
    if raw is None or len(raw) > 32:
        return raw
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"


class Layer:
    """The annotation layer of a text (the id of an ArticleVersion) for one user."""

    def __init__(self, version, user):
        self.version, self.user = version, user
        self.marks = Annotation.objects.filter(article_version=version)
        self.talk = Comment.objects.filter(annotation__article_version=version)
        self.links = PassageLink.objects.filter(annotation__article_version=version)
        self.relations = AnnotationRelation.objects.filter(article_version=version)
        self.bytes = None

    def etag(self):
        """A validator that changes with every write to the layer that the user can see.

        For owners of the project, who see everything in it, it is made of counts and sums of
        versions, which change with every write; the latest `updated` might not change when a slow
        transaction commits after one that began later. For others the content itself is hashed:
        counts would change with rows that are hidden from them.
        """
        living = {"n": Count("id"), "sum": Sum("version"), "gone": Count("deleted")}
        marks, talk = self.marks.aggregate(**living), self.talk.aggregate(**living)
        if not talk["n"]:
            self.talk = self.talk.none()
        found = [*marks.values(), *talk.values(), *self.relations.aggregate(**living).values()]
        if self._sees_everything():
            found += self._links_read(self.links.aggregate(**living))
        else:
            found.append(sha256(self.content()).hexdigest()[:32])
        parts = [self.user.pk or "-", *(value or 0 for value in found)]
        return f'"{"-".join(map(str, parts))}"'

    def _links_read(self, counts):
        """Values that change with every write to a link, or to the records that links name."""
        found = list(counts.values())
        if counts["n"]:
            found += self._targets().values()
            found += [hash_of(self.acting)] if self.acting else []
        else:
            self.links = self.links.none()
        roles = hash_of(self.user.roles()) if self.user.is_authenticated else ""
        return [*found, roles]

    @cached_property
    def acting(self) -> dict:
        """{incident: the actors that act in it, with their certainty} of the linked incidents."""
        living = self.links.filter(deleted=None, annotation__deleted=None, incident__isnull=False)
        seen = Incident.objects.visible_to(self.user).filter(pk__in=living.values("incident"))
        ids = seen.order_by().values_list("pk", flat=True)
        return acting_in(canonical_ids(ids, self.user), self.user)

    def _sees_everything(self):
        if self.user.is_superuser or not self.user.is_authenticated:
            return self.user.is_superuser
        owned = [pk for pk, role in self.user.roles().items() if role == Role.OWNER]
        rows = ArticleVersion.objects.filter(pk=self.version, article__project__in=owned)
        return bool(owned) and rows.exists()

    def _targets(self):
        """Values that change when the targets of links change: the sums of their versions."""
        targets = {f"{name}_versions": Sum(f"{name}__version") for name in TARGETS}
        named = {f"{name}_named": Count(f"{name}_id") for name in NAMED_ROWS}
        found = self.links.aggregate(**targets, **named)
        for name, kind in NAMED_ROWS.items():  # few texts have any: no join for all
            if found[f"{name}_named"]:
                read = {f"{name}_versions": Sum(f"{name}__version")}
                read |= {f"{name}_{end}": Sum(f"{name}__{end}__version") for end in kind.ends}
                found |= self.links.aggregate(**read)
        return found

    def content(self):
        """The JSON bytes: authors once, then an item for each annotation that is not deleted."""
        if self.bytes is None:
            self.bytes = self._content()
        return self.bytes

    def _content(self):
        columns = [stored("id"), "start", "end", stored("code_id"), "certainty"]
        columns += [stored("author_id"), "note", "version", "imported_from"]
        found = self.marks.filter(deleted=None).order_by("start", "-end", "id")
        said, talked, names, rows = self._links(), self._comments(), {None: None}, []
        from_files = False
        for raw, *values, imported in found.values_list(*columns).iterator(chunk_size=2000):
            start, end, code, certainty, author, note, version = values
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
            from_files = from_files or imported is not None
        rows = self._with_stated(rows) if from_files else rows
        if related := relations_by_annotation(self.version):
            rows = [row | {"relations": related.get(row["id"], ())} for row in rows]
        authors = self._people({row["author"] for row in rows})
        return orjson.dumps(
            {"article_version": self.version, "authors": authors, "annotations": rows}
        )

    def _with_stated(self, rows):
        """The rows with what imported files state of them."""
        stated = stated_by_files(self.version)
        return [row | stated.get(row["id"], {}) for row in rows]

    def _links(self):
        """{annotation id: [its links to records that the user may see]}.

        The records are read type by type: PostgreSQL takes longer to plan one query with all
        visibility rules than the rest takes together.
        """
        links = list(self.links.filter(deleted=None, annotation__deleted=None).order_by("id"))
        shown = {
            name: model.objects.visible_to(self.user).in_bulk(ids)
            for name, model in TARGETS.items()
            if (ids := {link.target_id for link in links if link.target_type == name})
        }
        named = self._named_rows(links)
        found = {}
        for link in links:
            target = shown[link.target_type].get(link.target_id)
            row = named.get(link.row_id)
            if target is not None and (row is not None or not link.row_id):
                said = found.setdefault(str(link.annotation_id), [])
                who = self.acting.get(link.target_id) if link.target_type == "incident" else None
                said.append(described(link, target, row, who))
        return found

    def _named_rows(self, links):
        """{id: the row} of the rows that links name and the user may see."""
        found = {}
        for name, kind in NAMED_ROWS.items():
            if ids := {link.row_id for link in links if link.row_type == name}:
                rows = kind.model.objects.visible_to(self.user).select_related(*kind.ends)
                found |= rows.in_bulk(ids)
        return found

    def _comments(self):
        """{annotation id: number of comments that are not deleted}."""
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


def hash_of(values: dict):
    """A short hash that changes with any of the values, such as a user's roles by project."""
    lines = sorted(f"{key} {value}" for key, value in values.items())
    return sha256("\n".join(lines).encode()).hexdigest()[:12]


def described(link, target, row=None, actors=None):
    """A link as the reading page shows it; `row_title` describes the row that it names.

    `actors`, for a link to an incident, lists the actors that act in it and their certainty.
    """
    named = {}
    if row is not None:
        named = {link.row_type: row.pk, "row_title": NAMED_ROWS[link.row_type].title_of(row)}
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
        **named,
        **({"actors": actors} if actors else {}),
    }
