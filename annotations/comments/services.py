from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.comments.models import Comment
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from ctplatform.domain_errors import StaleVersion
from ctplatform.notifications.mentions import mentioned_in
from ctplatform.notifications.models import Notification
from ctplatform.notifications.services import notify

COMMENT = "comment"  # type of subject of notifications


def store_imported_replies(replies) -> None:
    """Store replies of an imported file, (AnnotationReply, User, Annotation) each, as comments.

    Nobody is notified: what they say was said elsewhere, to people who were there.
    """
    by_key = {
        reply.key: Comment(author=author, annotation=annotation, text=reply.text)
        for reply, author, annotation in replies
    }
    for reply, _author, annotation in replies:
        above = by_key.get(reply.to)
        if above is not None and above.annotation == annotation:
            by_key[reply.key].parent = above
    Comment.objects.bulk_create(by_key.values(), batch_size=500)


def project_of(target):
    """The project that a comment's target belongs to."""
    if hasattr(target, "article_version"):
        target = target.article_version.article
    return target.project


@transaction.atomic
def comment(target_type, target, text, *, by, parent=None):
    """Comment on a text, a passage or a record; return the Comment.

    Its creator, those who have commented on it and those whom the comment mentions are notified.
    """
    require_role(by, project_of(target), Role.ANNOTATOR)
    said = Comment(author=by, parent=parent, text=text, **{target_type: target})
    said.full_clean()
    said.save()
    named = _mention(said, by)
    notify_of_comment(said, _interested(said, target) - named, Notification.Kind.COMMENTED, by=by)
    return said


def _mention(said, by) -> set:
    """Store whom a comment mentions, and notify those who are new; return all their ids."""
    project = project_of(said.target)
    before = set(said.mentioned.values_list("pk", flat=True))
    found = mentioned_in(said.text, project.pk, lambda person: _sees(person, said))
    said.mentioned.set(found)
    named = {person.pk for person in found}
    notify_of_comment(said, named - before, Notification.Kind.MENTIONED, by=by)
    return named


def _sees(person, said):
    return Comment.objects.visible_to(person).filter(pk=said.pk).exists()


def notify_of_comment(said, users, kind, *, by):
    """Notify users, by their ids, of a comment."""
    project = project_of(said.target).pk
    notify({said.pk: users}, kind, by=by, project=project, subject_type=COMMENT)


def _interested(said, target) -> set:
    """The ids of the creator of the target and of those who have commented on it."""
    maker = target.author_id if said.on_type == "annotation" else target.created_by_id
    others = Comment.objects.filter(deleted=None, **{said.on_type: target})
    return ({maker} | set(others.values_list("author", flat=True))) - {None}


def may_change_comment(said, user):
    """Whether the user is its author and still an annotator; editors may only delete it."""
    return said.author_id == user.pk and has_role(user, project_of(said.target), Role.ANNOTATOR)


@transaction.atomic
def change_comment(said, text, *, by, expected_version=None):
    """Change the text of the user's own comment."""
    said = Comment.objects.select_for_update().get(pk=said.pk)
    if not may_change_comment(said, by):
        raise PermissionDenied(_("Only its author changes a comment."))
    if expected_version not in (None, said.version):
        raise StaleVersion
    if said.text == text:
        return said
    said.text = text
    said.version += 1
    said.full_clean()
    said.save()
    _mention(said, by)
    return said


@transaction.atomic
def delete_comment(said, *, by, expected_version=None):
    """Delete a comment; its author and editors of the project may."""
    said = Comment.objects.select_for_update().get(pk=said.pk)
    if not may_change_comment(said, by):
        require_role(by, project_of(said.target), Role.EDITOR)
    if expected_version not in (None, said.version):
        raise StaleVersion
    said.deleted = timezone.now()
    said.version += 1
    said.save()
    return said
