"""Request to take files of a release down, and decide on it: their content is then deleted."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ProjectEvent, Role
from ctplatform.accounts.roles import require_role
from ctplatform.accounts.services import others_who_review
from ctplatform.domain_errors import Conflict, Gone
from ctplatform.domain_errors.input_checks import refuse_nul
from ctplatform.notifications.models import Notification
from ctplatform.notifications.services import notify
from incidents.releases.content.making import MANIFEST
from incidents.releases.models import APPROVED, Release, ReleaseFile, Takedown

SUBJECT = "takedown"
LONGEST_REASON = Takedown._meta.get_field("reason").max_length
Kind = Notification.Kind


def require_may_request(release, *, by):
    """Raise PermissionDenied unless the user is a reviewer of the project or above."""
    require_role(by, release.project, Role.REVIEWER)


def require_may_approve(takedown, *, by):
    """Raise PermissionDenied unless the user is a second person who may decide."""
    require_role(by, takedown.release.project, Role.REVIEWER)
    if takedown.created_by_id == by.pk:
        raise PermissionDenied(_("You requested this: a second person approves it."))


def require_may_refuse(takedown, *, by):
    """Raise PermissionDenied unless the user may decide; one may take one's own request back."""
    require_role(by, takedown.release.project, Role.REVIEWER)


@transaction.atomic
def request_takedown(release, *, by, files, reason) -> Takedown:
    """Request that the content of these files, by name, be deleted, with a reason for everybody.

    A second person approves it, whatever the policy of the project. Where nobody else may, it
    applies at once. Raises PermissionDenied, Conflict and ValidationError.
    """
    release = _lock_release(release)
    require_may_request(release, by=by)
    if not release.is_released:
        raise Conflict(_("This is a draft: discard it instead."))
    made = Takedown(
        release=release, files=clean_files(release, files), reason=reason.strip(), created_by=by
    )
    refuse_nul(reason=made.reason)
    if len(made.reason) > LONGEST_REASON:
        text = _("Give the reason in at most %(most)d letters.") % {"most": LONGEST_REASON}
        raise ValidationError({"reason": text})
    made.full_clean()
    others = others_who_review(release.project, by)
    if not others.exists():
        made.is_alone = True
        _decide(made, APPROVED, by)
    made.save(force_insert=True)
    if made.is_approved:
        _delete_content(made, by)
    else:
        _notify(made, Kind.TAKEDOWN_REQUESTED, others.values_list("user", flat=True), by)
    return made


def clean_files(release, files) -> list[str]:
    """The names of the files, each once, in the order of their names. Raises ValidationError."""
    if not isinstance(files, list) or not all(isinstance(each, str) for each in files):
        raise ValidationError({"files": _("Give a list of names of files.")})
    if not files:
        raise ValidationError({"files": _("Choose at least one file.")})
    if MANIFEST in files:
        text = _("The manifest stays: it states the hashes of the files, and no record is in it.")
        raise ValidationError({"files": text})
    live = set(release.files.filter(takedown=None).values_list("name", flat=True))
    for name in files:
        if name not in live:
            text = _("The release has no such file, or it is taken down already: %s")
            raise ValidationError({"files": text % name[:100]})
    return sorted(set(files))


@transaction.atomic
def approve_takedown(takedown, *, by) -> Takedown:
    """Delete the content of the files for ever. Raises PermissionDenied and Conflict."""
    live = _lock_takedown(takedown)
    require_may_approve(live, by=by)
    _decide(live, APPROVED, by)
    live.save(update_fields=["state", "version", "decided_by", "decided"])
    _delete_content(live, by)
    return live


@transaction.atomic
def refuse_takedown(takedown, *, by) -> Takedown:
    """Refuse a request, or take one's own back: nothing is deleted. Raises Conflict."""
    live = _lock_takedown(takedown)
    require_may_refuse(live, by=by)
    _decide(live, "refused", by)
    live.save(update_fields=["state", "version", "decided_by", "decided"])
    _notify(live, Kind.TAKEDOWN_REFUSED, [live.created_by_id], by)
    return live


def _lock_release(release):
    rows = Release.objects.select_for_update(of=("self",)).select_related("project")
    return rows.get(pk=release.pk)


def _lock_takedown(takedown):
    """The live row, as a request that waits. Its release is locked first, as by a request."""
    _lock_release(takedown.release)
    rows = Takedown.objects.select_related("release__project").order_by()
    live = rows.get(pk=takedown.pk)
    if live.state != "requested":
        raise Conflict(_("This request was decided on already."))
    return live


def _decide(takedown, state, by):
    takedown.version += not takedown._state.adding
    takedown.state, takedown.decided_by, takedown.decided = state, by, timezone.now()


def _delete_content(takedown, by):
    """Delete the stored files once this is committed, record it, and notify who made the release.

    A process that dies before deleting leaves them to the daily job for files without a row.
    """
    release = takedown.release
    for row in release.files.filter(name__in=takedown.files, takedown=None):
        name, storage = row.file.name, row.file.storage
        ReleaseFile.objects.filter(pk=row.pk).update(file="", takedown=takedown)
        transaction.on_commit(lambda name=name, storage=storage: storage.delete(name))
    ProjectEvent.objects.create(
        project=release.project,
        by=by,
        changes={
            f"release {release.name} {release.number}": {
                "from": ", ".join(takedown.files),
                "to": "taken_down",
            }
        },
    )
    people = {takedown.created_by_id, release.created_by_id, release.approved_by_id}
    others = others_who_review(release.project, by).values_list("user", flat=True)
    _notify(takedown, Kind.TAKEN_DOWN, people | set(others), by)


def _notify(takedown, kind, people, by):
    notify(
        {takedown.pk: list(people)},
        kind,
        project=takedown.release.project_id,
        subject_type=SUBJECT,
        by=by,
    )


def require_content(row):
    """Raise Gone, which says what it was, if the content of a file was taken down."""
    if row.takedown is None:
        return
    text = _("%(name)s (%(size)s bytes, SHA-256 %(sha256)s) was taken down on %(day)s: %(reason)s")
    day = timezone.localtime(row.takedown.decided)
    raise Gone(
        text
        % {
            "name": row.name,
            "size": row.size,
            "sha256": row.sha256,
            "day": date_format(day, "j F Y"),
            "reason": row.takedown.reason,
        }
    )
