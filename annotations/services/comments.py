from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Comment
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.rest.problems import PreconditionFailed


def project_of(target):
    """The project that a comment's target belongs to."""
    if hasattr(target, "article_version"):
        target = target.article_version.article
    return target.project


def comment(target_type, target, text, *, by, parent=None):
    """Say something on a text, a passage or a record; return the Comment."""
    require_role(by, project_of(target), Role.ANNOTATOR)
    said = Comment(author=by, parent=parent, text=text, **{target_type: target})
    said.full_clean()
    said.save()
    return said


def may_change_comment(said, user):
    """Nobody edits another's words; an editor may remove them."""
    return said.author_id == user.pk and has_role(user, project_of(said.target), Role.ANNOTATOR)


@transaction.atomic
def change_comment(said, text, *, by, expected_version=None):
    """Correct one's own words."""
    said = Comment.objects.select_for_update().get(pk=said.pk)
    if not may_change_comment(said, by):
        raise PermissionDenied(_("Only its author changes a comment."))
    if expected_version not in (None, said.version):
        raise PreconditionFailed
    said.text = text
    said.version += 1
    said.full_clean()
    said.save()
    return said


@transaction.atomic
def delete_comment(said, *, by, expected_version=None):
    """Hide a comment: its author may, and an editor of the project."""
    said = Comment.objects.select_for_update().get(pk=said.pk)
    if not may_change_comment(said, by):
        require_role(by, project_of(said.target), Role.EDITOR)
    if expected_version not in (None, said.version):
        raise PreconditionFailed
    said.deleted = timezone.now()
    said.version += 1
    said.save()
    return said
