"""Publish all incidents that match a filter, as a job: in batches, each in a transaction."""

from collections import Counter
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ctplatform.accounts.models import ReviewPolicy, Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.services.bulk.publication import (
    NEEDS_TWO,
    OUTCOMES,
    REFUSED,
    own_candidates,
    publish_batch,
)
from ctplatform.domain_errors import StaleVersion, VersionRequired
from ctplatform.domain_errors.input_checks import refuse_nul
from ctplatform.jobs.services import request_job
from ctplatform.jobs.worker.errors import JobFailed, Stopped
from incidents.events.models.incidents import Incident

KIND = "publish_incidents"
BATCH = 200  # records published in one transaction
LISTED = 1000  # the most ids listed for each outcome that is listed


def request_publication(rows, *, by, project, query, seen, reason=""):
    """Request a job that publishes the incidents that match a filter; return the Job.

    `rows` are the incidents that match now, `query` is a list of (filter, value) by which the job
    finds them again, and `seen` is the value of `count_publishable` that the user was shown. Raises
    VersionRequired without it, StaleVersion if the candidates have changed since, and
    ValidationError naming `filters` if there is no candidate to publish.
    """
    require_role(by, project, Role.REVIEWER)
    refuse_nul(reason=reason)
    if not seen:
        raise VersionRequired(_("Send “seen” as the preview returned it."))
    asked = timezone.now()
    counts = count_publishable(rows, by=by, project=project)
    if seen != counts["seen"]:
        raise StaleVersion(
            _("The matching incidents have changed since the preview: preview them again.")
        )
    if not counts["candidates"]:
        raise ValidationError({"filters": _("No matching incident is a candidate.")})
    if not counts["publishable"]:
        words = _("You made or edited every candidate found, so a second person publishes them.")
        raise ValidationError({"filters": words})
    title = _("Publish %(n)d incidents") % {"n": counts["publishable"]}
    return request_job(
        KIND,
        by=by,
        project=project,
        title=title,
        query=urlencode(query),
        reason=reason,
        found=counts["found"],
        asked=asked.isoformat(),
    )


def count_publishable(rows, *, by, project) -> dict:
    """Count the records found, the candidates among them, and those that the user may publish.

    `own` are candidates that the user made or edited and may not publish, `publishable` the others.
    `seen` identifies the publishable records in their present versions. Which of them need two
    approvals is decided when they are published.
    """
    candidates = rows.filter(state="candidate", merged_into=None)
    is_open = project.review_policy == ReviewPolicy.OPEN
    others = candidates if is_open else candidates.exclude(pk__in=own_candidates(candidates, by))
    versions = sorted(set(others.order_by().values_list("pk", "version")))
    counts = {"found": rows.count(), "candidates": candidates.count()}
    counts |= {"own": counts["candidates"] - len(versions), "publishable": len(versions)}
    return counts | {"seen": _versions_digest(versions)}


def _versions_digest(versions) -> str:
    """`<number>-<hash>` of (id, version) pairs."""
    lines = "\n".join(f"{pk} {version}" for pk, version in versions)
    return f"{len(versions)}-{sha256(lines.encode()).hexdigest()[:32]}"


def run_publication(job, report, find_rows) -> dict:
    """Run the job and return its result; `find_rows(query, visible, user)` applies the filters.

    After each batch the result so far is written in the same transaction, so a job that stops or
    fails states exactly what it published, and continues from there when it is retried.
    """
    by = job.requester
    if not by.is_active:
        raise JobFailed(_("The account that asked for this is closed."))
    result = job.result or dict.fromkeys(OUTCOMES, 0) | {
        "found": job.parameters["found"],
        "looked_at": 0,
        "last": None,
        "set_apart": [],
        "refusals": [],
    }
    ids = _remaining_ids(job, result, find_rows)
    total = result["looked_at"] + len(ids)
    for start in range(0, len(ids), BATCH):
        report(result["looked_at"], total)
        result = _do_batch(job, report, ids[start : start + BATCH], result)
    report(total, total)
    return result | {"gone": max(0, result["found"] - result["looked_at"])}


def _remaining_ids(job, result, find_rows):
    """The ids that match the filters, after the last one that an earlier attempt handled."""
    visible = Incident.objects.visible_to(job.requester).filter(project=job.project)
    rows = find_rows(job.parameters["query"], visible, job.requester)
    rows = rows.filter(created__lte=_preview_time(job))
    after = Q(pk__gt=result["last"]) if result["last"] else Q()
    return sorted(set(rows.filter(after).values_list("pk", flat=True)))


def _preview_time(job):
    """When the candidates were compared with the preview."""
    return datetime.fromisoformat(job.parameters.get("asked") or job.created.isoformat())


def _do_batch(job, report, ids, before) -> dict:
    try:
        with transaction.atomic():
            fared = publish_batch(
                Incident,
                ids,
                project=job.project,
                by=job.requester,
                asked=_preview_time(job),
                reason=job.parameters["reason"],
            )
            result = _add_batch_outcome(before, fared, ids)
            if not report.write(result=result):
                raise Stopped
    except PermissionDenied as error:
        raise JobFailed(str(error)) from error
    return result


def _add_batch_outcome(before, fared, ids) -> dict:
    """The result so far, with the outcomes of one more batch added."""
    counts = Counter(each.outcome for each in fared)
    listed = {
        name: before[name] + [{"id": str(e.id), "why": e.why} for e in fared if e.outcome == kind]
        for name, kind in (("set_apart", NEEDS_TWO), ("refusals", REFUSED))
    }
    return (
        before
        | {name: before[name] + counts[name] for name in OUTCOMES}
        | {name: rows[:LISTED] for name, rows in listed.items()}
        | {"looked_at": before["looked_at"] + len(ids), "last": str(ids[-1])}
    )
