"""Relate annotations, and delete relations, alone or with one of their annotations."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.annotations.models import Annotation
from annotations.annotations.services import KEPT_FOR, check_code
from annotations.relations.models import AnnotationRelation, RelationMember
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.domain_errors import Conflict, Gone, StaleVersion

MOST_MEMBERS = 50


@transaction.atomic
def relate_annotations(members, *, by, code, note=""):
    """Relate annotations of one text by a code of the codebook; return the AnnotationRelation.

    `members` are pairs (role, Annotation) in their order; the role "" means that it is nothing but
    the order that tells them apart. ValidationError names `members` or `code`.
    """
    _check_members(members)
    version = members[0][1].article_version
    project = version.article.project
    require_role(by, project, Role.ANNOTATOR)
    if code is None:
        raise ValidationError({"code": _("Choose the code that relates the annotations.")})
    check_code(code, project)
    _lock(members)
    _refuse_the_same(members, code, by)
    relation = AnnotationRelation.objects.create(
        article_version=version, author=by, created_by=by, code=code, note=note
    )
    relation.members.bulk_create(
        RelationMember(relation=relation, position=position, role=role, annotation=annotation)
        for position, (role, annotation) in enumerate(members)
    )
    return relation


def _check_members(members):
    wrong = ""
    if not 2 <= len(members) <= MOST_MEMBERS:
        wrong = _("A relation has 2 to %(most)d annotations.") % {"most": MOST_MEMBERS}
    elif len({annotation.pk for _role, annotation in members}) < len(members):
        wrong = _("A relation has each annotation once.")
    elif len({annotation.article_version_id for _role, annotation in members}) > 1:
        wrong = _("The annotations of a relation are in one version of one text.")
    if wrong:
        raise ValidationError({"members": wrong})


def _lock(members):
    """Keep the annotations from being deleted until the relation is there."""
    wanted = [annotation.pk for _role, annotation in members]
    rows = Annotation.objects.filter(pk__in=wanted, deleted=None).order_by("pk")
    if len(rows.select_for_update().values_list("pk", flat=True)) < len(wanted):
        raise ValidationError({"members": _("One of these annotations has been deleted.")})


def _refuse_the_same(members, code, by):
    """Raise Conflict where the user has related the same annotations so already."""
    rows = AnnotationRelation.objects.filter(
        deleted=None, code=code, author=by, imported_from=None, members__annotation=members[0][1]
    )
    stated = [(role, annotation.pk) for role, annotation in members]
    for relation in rows.distinct():
        known = relation.members.order_by("position").values_list("role", "annotation")
        if list(known) == stated:
            raise Conflict(_("You have related these annotations by this code already."))


def may_delete_relation(relation, user) -> bool:
    """Whether the user is its author and still an annotator, or an editor of the project."""
    least = Role.ANNOTATOR if relation.author_id == user.pk else Role.EDITOR
    return has_role(user, relation.article_version.article.project, least)


@transaction.atomic
def delete_relation(relation, *, by, expected_version=None):
    """Delete a relation; its annotations stay."""
    relation = (
        AnnotationRelation.objects.select_for_update(of=("self",))
        .select_related("article_version__article__project")
        .defer("article_version__text", "article_version__article__search_text")
        .get(pk=relation.pk)
    )
    if not may_delete_relation(relation, by):
        raise PermissionDenied(_("Only its author or an editor may delete a relation."))
    if relation.deleted:
        raise Gone(_("This relation has been deleted already."))
    if expected_version not in (None, relation.version):
        raise StaleVersion
    relation.deleted = timezone.now()
    relation.version += 1
    relation.save()
    return relation


def delete_with_annotations(annotations, deleted) -> None:
    """Delete the relations that these annotations (a QuerySet) are in, at the time `deleted`."""
    members = RelationMember.objects.filter(annotation__in=annotations.values("pk"))
    rows = AnnotationRelation.objects.filter(pk__in=members.values("relation"), deleted=None)
    rows.update(deleted=deleted, updated=deleted, version=F("version") + 1)


def follow_deletion(annotation) -> None:
    """Delete the relations of an annotation that was deleted."""
    if annotation.deleted:
        delete_with_annotations(Annotation.objects.filter(pk=annotation.pk), annotation.deleted)


def follow_restoring(annotation, deleted) -> None:
    """Restore the relations that were deleted with an annotation, at the time `deleted`.

    Where another of their annotations is still deleted, they are restored with that one.
    """
    members = RelationMember.objects.filter(annotation=annotation)
    rows = AnnotationRelation.objects.filter(pk__in=members.values("relation"), deleted=deleted)
    for relation in rows.select_for_update():
        gone = relation.members.aggregate(first=Min("annotation__deleted"))
        relation.deleted, relation.version = gone["first"], relation.version + 1
        relation.save(update_fields=["deleted", "version", "updated"])


def purge_deleted_relations() -> int:
    """Purge relations that were deleted more than 30 days ago; return the number of rows."""
    before = timezone.now() - KEPT_FOR
    return AnnotationRelation.objects.filter(deleted__lt=before).delete()[0]
