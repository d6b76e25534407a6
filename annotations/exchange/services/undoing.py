"""Undo an import of annotations as one act."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import change_hooks
from annotations.annotations.models import Annotation
from annotations.exchange.models import AnnotationImport
from annotations.links.models.links import PassageLink
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.domain_errors import Conflict


def may_undo(source: AnnotationImport, user) -> bool:
    """Whether the user imported it and is still an annotator, or is an editor of the project."""
    least = Role.ANNOTATOR if source.created_by_id == user.pk else Role.EDITOR
    return source.undone is None and has_role(user, source.project, least)


@transaction.atomic
def undo_import(source: AnnotationImport, *, by) -> dict:
    """Delete the annotations of an import with their links and relations; return the counts.

    They can be restored one by one for 30 days, as other deleted annotations. Texts and codes that
    the import added stay: others may have worked with them since. Raises Conflict where a published
    field has one of the passages as its only support, or if it was undone before.
    """
    source = AnnotationImport.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if source.undone is not None:
        raise Conflict(_("This import was undone already."))
    if not may_undo(source, by):
        raise PermissionDenied(_("Only the user who imported it or an editor may undo it."))
    rows = Annotation.objects.filter(imported_from=source, deleted=None)
    linked = list(rows.filter(links__deleted=None, links__isnull=False).distinct().defer("quote"))
    for annotation in linked:
        for check in change_hooks.before_deletion:
            check(annotation)
    now = timezone.now()
    links = PassageLink.objects.filter(annotation__in=linked, deleted=None)
    links.update(deleted=now, updated=now)
    number = rows.update(deleted=now, updated=now, version=F("version") + 1)
    for annotation in linked:
        annotation.deleted = now
        for react in change_hooks.when_deleted:
            react(annotation)
    source.undone, source.version = now, source.version + 1
    source.save(update_fields=["undone", "version", "updated"])
    return {"annotations": number, "texts": source.texts.filter(made_text=True).count()}
