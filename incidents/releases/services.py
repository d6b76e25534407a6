"""Prepare, approve and discard releases. What is released never changes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Project, ReviewPolicy, Role, Visibility
from ctplatform.accounts.roles import require_role
from ctplatform.domain_errors import Conflict, StaleVersion
from ctplatform.jobs.services import request_job
from ctplatform.jobs.worker.errors import JobFailed
from incidents.events.filters.incidents import IncidentFilter
from incidents.releases.content import making, selection
from incidents.releases.models import RELEASED, Release

KIND = "make_release"
MOST_CREATORS = 100
FIELDS = ("name", "title", "description", "creators", "publisher", "licence", "query")
UNUSED_FILTERS = ("project", "state", "marking", "include_merged", "updated_since", "import_job")
"""Filters of incidents that a release does not have: it sets them itself, or they do not last."""


def require_may_release(project, *, by):
    """Raise PermissionDenied for who is not an editor, Conflict if the project is not public."""
    require_role(by, project, Role.EDITOR)
    if project.visibility != Visibility.PUBLIC:
        raise Conflict(
            _(
                "A release is for everybody, and this project is not public. Make the project"
                " public first, or export the records."
            )
        )


@transaction.atomic
def request_release(*, by, project, address, **values) -> Release:
    """Prepare a release in the background; return the draft.

    `address(pk)` is the URL of the release of this id, which its files cite. The first release of a
    `name` has number 1, each further one the next. Raises PermissionDenied, Conflict and
    ValidationError.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    require_may_release(project, by=by)
    values = {name: values.get(name, "") for name in FIELDS}
    values["creators"] = clean_creators(values["creators"])
    values["query"] = clean_query(project, values["query"])
    last = Release.objects.filter(project=project, name=values["name"]).order_by("number").last()
    _require_no_draft(last)
    release = Release(
        project=project,
        created_by=by,
        policy=project.review_policy,
        number=last.number + 1 if last else 1,
        previous=last,
        **values,
    )
    release.address = address(release.pk)
    release.full_clean()
    release.job = request_job(
        KIND, by=by, project=project, title=str(release), release=str(release.pk)
    ).pk
    release.save(force_insert=True)
    return release


def _require_no_draft(last):
    if last and not last.is_released:
        text = _("Version %(n)s of this name is being prepared: approve or discard it first.")
        raise ValidationError({"name": text % {"n": last.number}})


def clean_creators(creators) -> list[str]:
    """The names of the creators, each “Family, Given” or an organisation."""
    if not isinstance(creators, list) or not all(isinstance(each, str) for each in creators):
        raise ValidationError({"creators": _("Give a list of names.")})
    names = [" ".join(each.split()) for each in creators if each.strip()]
    if not names:
        raise ValidationError({"creators": _("Name at least one person or organisation.")})
    if len(names) > MOST_CREATORS:
        text = _("Name at most %(most)d; the others can be in the description.")
        raise ValidationError({"creators": text % {"most": MOST_CREATORS}})
    for name in names:
        if len(name) > 200 or "\0" in name:
            raise ValidationError({"creators": _("This is not a name: %s") % name[:50]})
    return names


def clean_query(project, query) -> str:
    """The filters of the incidents, as a query string in a fixed order.

    Raises ValidationError where a filter is not known or cannot be read, or where nothing matches
    that anybody may read and pass on.
    """
    given = QueryDict(query)
    known = set(IncidentFilter.base_filters) - set(UNUSED_FILTERS)
    for name in given:
        if name not in known:
            text = _("A release cannot be filtered by “%s”.")
            raise ValidationError({"query": text % name[:60]})
    found = IncidentFilter(given, selection.Incident.objects.none(), request=None)
    if not found.is_valid():
        texts = [f"{name}: {text}" for name, each in found.errors.items() for text in each]
        raise ValidationError({"query": texts})
    clean = QueryDict(mutable=True)
    for name in sorted(given):
        clean.setlist(name, [value for value in given.getlist(name) if value])
    query = clean.urlencode()
    if not selection.released_incidents(project, query).exists():
        text = _(
            "No incident matches that is published, marked TLP:CLEAR, without an embargo and free"
            " to be passed on. Publish incidents first, or select others."
        )
        raise ValidationError({"query": text})
    return query


def make_release(job, report):
    """Make the files of a draft; what an earlier attempt has stored is replaced."""
    release = Release.objects.filter(pk=job.parameters["release"], state="making").first()
    if release is None:
        raise JobFailed(_("The release was discarded, or is made already."))

    def keep(files, manifest):
        _delete_files(release)
        for made in files:
            making.store_file(release, made)
        with transaction.atomic():
            live = Release.objects.select_for_update().get(pk=release.pk)
            live.manifest, live.manifest_sha256 = manifest, files[-1].sha256
            live.state = "ready"
            live.save()

    making.make_files(release, report, keep)
    return {"release": str(release.pk)}


def require_may_approve(release, *, by):
    """Raise PermissionDenied unless the user may approve this release."""
    require_role(by, release.project, Role.REVIEWER)
    if release.policy != ReviewPolicy.OPEN and release.created_by_id == by.pk:
        raise PermissionDenied(_("You prepared this release: a second person approves it."))


def require_may_discard(release, *, by):
    """Raise PermissionDenied unless the user is an editor of the project."""
    require_role(by, release.project, Role.EDITOR)


@transaction.atomic
def approve_release(release, *, by, seen) -> Release:
    """Release a draft: from now on it never changes.

    `seen` is the SHA-256 of the manifest that the user has read. Unless the project's policy is
    open, a second person approves, a reviewer or above. Raises PermissionDenied, StaleVersion and
    Conflict.
    """
    live = _lock(release)
    require_may_approve(live, by=by)
    if live.state != "ready":
        raise Conflict(
            _("This is released already.") if live.is_released else _("Its files are not made yet.")
        )
    if live.project.visibility != Visibility.PUBLIC:
        raise Conflict(_("The project is no longer public, so nothing can be released from it."))
    if seen != live.manifest_sha256:
        raise StaleVersion
    live.state, live.approved_by, live.approved = RELEASED, by, timezone.now()
    live.save()
    return live


@transaction.atomic
def discard_release(release, *, by):
    """Delete a draft with its files, so that its number is free. Raises Conflict if released."""
    live = _lock(release)
    require_may_discard(live, by=by)
    if live.is_released:
        raise Conflict(_("A release that is released is never deleted."))
    _delete_files(live)
    live.delete()


def _lock(release):
    rows = Release.objects.select_for_update(of=("self",)).select_related("project")
    return rows.get(pk=release.pk)


def _delete_files(release):
    for row in release.files.all():
        name, storage = row.file.name, row.file.storage
        row.delete()
        transaction.on_commit(lambda name=name, storage=storage: storage.delete(name))
