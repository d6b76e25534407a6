"""Write the audit log: one entry for each export and download, when it has ended.

This is the one exception to the rule that a GET writes nothing.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ctplatform.access.projects_of_rows import home_project_ids
from ctplatform.accounts.models import Project
from ctplatform.audit.hash_chain.links import AUDIT_LOG, add_pending, keep_expiry
from ctplatform.audit.models import AuditedProject, AuditEntry

logger = logging.getLogger(__name__)
Channel = AuditEntry.Channel


@dataclass
class Download:
    """What goes out: `resource` in `format`, as the file `name`, of the rows that `query` selects.

    `projects` are the ids of the projects, or a function that returns them when it has ended.
    `rows` stays None where it is not known. `account` is None for a signed-out visitor.
    """

    resource: str
    format: str
    channel: str
    account: Any = None
    token: str = ""
    name: str = ""
    query: str = ""
    projects: Iterable | Callable[[], Iterable] = ()
    rows: int | None = None
    bytes: int = 0
    is_complete: bool = field(default=False, init=False)
    is_written: bool = field(default=False, init=False)

    def count(self, pieces: Iterable[bytes]):
        """Yield the pieces of a streamed answer; it is complete if all of them were taken."""
        for piece in pieces:
            self.bytes += len(piece)
            yield piece
        self.is_complete = True

    def finish(self, rows: int, size: int) -> None:
        """Write the entry of a file that is there as a whole, of `size` bytes."""
        self.rows, self.bytes, self.is_complete = rows, size, True
        self.write()

    def write(self) -> None:
        """Write the entry. Where the database cannot, the log of the process has it instead."""
        if self.is_written:  # an answer may be closed twice
            return
        self.is_written = True
        try:
            with transaction.atomic():
                entry = AuditEntry.objects.create(**self._columns())
                projects = self._project_ids()
                AuditedProject.objects.bulk_create(
                    AuditedProject(entry=entry, project_id=pk) for pk in projects
                )
                add_pending(entry, projects)
        except Exception:  # any error: the answer has gone out already
            logger.exception("Not in the audit log: %s", self._columns())

    def _project_ids(self):
        found = self.projects() if callable(self.projects) else self.projects
        return sorted({pk for pk in found if pk})

    def _columns(self) -> dict:
        return {
            "account_id": self.account.pk if self.account else None,
            "token": self.token,
            "channel": self.channel,
            "resource": self.resource,
            "format": self.format,
            "name": self.name[:300],
            "query": self.query,
            "rows": self.rows if self.is_complete else None,
            "bytes": self.bytes,
            "is_complete": self.is_complete,
        }


def download_of_request(request, resource, format, **about) -> Download:
    """What this request (of Django or the API) takes out; `about` are further fields."""
    account = request.user if request.user.is_authenticated else None
    token = getattr(request, "auth", None)
    parameters = request.GET.copy()
    parameters.pop("format", None)
    about.setdefault("query", parameters.urlencode())
    return Download(
        resource=resource,
        format=format,
        channel=_channel_of(request, account, token),
        account=account,
        token=getattr(token, "name", ""),
        **about,
    )


def exported_project_ids(rows, request) -> set:
    """Ids of the projects of the rows, and of the one that the filters name: it may have none."""
    named = Project.objects.visible_to(request.user).filter(slug=request.GET.get("project", ""))
    return home_project_ids(rows) | set(named.values_list("pk", flat=True))


def download_of_job(job, resource, format, project_ids) -> Download:
    """The file that a job makes for the user who requested it."""
    return Download(
        resource=resource,
        format=format,
        channel=Channel.JOB,
        account=job.created_by,
        query=job.parameters.get("query", ""),
        projects=project_ids,
    )


def _channel_of(request, account, token) -> str:
    """A session that reads an address of the API does so by a link of a page."""
    if request.path.startswith("/admin/"):
        return Channel.ADMIN
    if request.path.startswith("/api/") and (token is not None or account is None):
        return Channel.API
    return Channel.PAGE


def follow_answer(response, request, download: Download):
    """Write the entry when the answer is closed; return the answer. A HEAD takes nothing out."""
    if request.method == "HEAD":
        return response
    if response.streaming:
        response.streaming_content = download.count(response.streaming_content)
    else:
        download.bytes, download.is_complete = len(response.content), True
    closers = response._resource_closers  # noqa: SLF001 - Django has no public way
    closers.append(download.write)
    return response


def follow_file(response, request, resource, name, project_id):
    """As `follow_answer`, for an answer that is one file of one project, named with its format."""
    extension = name.partition(".")[2]
    download = download_of_request(request, resource, extension, name=name, projects=[project_id])
    return follow_answer(response, request, download)


def delete_old_entries() -> int:
    """Delete the entries that are older than `AUDIT_DAYS`; return how many.

    The triggers permit it while the gate of the history is open, as for the purge of a project.
    """
    before = timezone.now() - timedelta(days=settings.AUDIT_DAYS)
    old = AuditEntry.objects.filter(at__lt=before)
    if not old.exists():
        return 0
    AUDIT_LOG.append()  # an expiry covers what is before it in the chain
    with transaction.atomic():
        gate = apps.get_model("curation", "HistoryGate").objects.create()
        AuditedProject.objects.filter(entry__in=old.values("pk")).delete()
        deleted = old.delete()[0]
        gate.delete()
        keep_expiry(before, deleted)
    return deleted
