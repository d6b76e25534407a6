"""The imports of a project, of all kinds, with what they did."""

from dataclasses import dataclass

from django.db.models import Q

from annotations.exchange.models import AnnotationImport
from annotations.exchange.services.requests import KIND as ANNOTATIONS
from ctplatform.bundles.services import COPY
from ctplatform.imports.counts import READERS, in_words
from ctplatform.imports.kinds import BUNDLE, format_labels
from ctplatform.jobs.models import Job
from incidents.models import TableImport

ROWS = "import"


@dataclass(frozen=True)
class ListedImport:
    """A job of an import, in words: its format, its numbers, and whether it was undone."""

    job: Job
    label: str
    numbers: str
    is_dry_run: bool
    undone: object = None


def import_jobs(user):
    """The imports of all kinds that a user may see."""
    return Job.objects.visible_to(user).filter(kind__in=READERS)


def imports_shown_in(project, user):
    """Imports of a project, and the user's bundles, which belong to no project and show in all."""
    own = Q(kind=COPY, created_by=user)
    rows = import_jobs(user).filter(Q(project=project) | own)
    return rows.select_related("project", "created_by").order_by("-id")


def listed_imports(jobs, user) -> list[ListedImport]:
    """Some jobs as a list shows them, with one query for all."""
    jobs = list(jobs)
    undone = undone_imports(jobs, user)
    labels = format_labels()
    return [_listed_import(job, labels, undone) for job in jobs]


def undone_imports(jobs, user) -> dict:
    """{id of a job: when what it imported was undone}."""
    found = {}
    for kind, model in ((ANNOTATIONS, AnnotationImport), (ROWS, TableImport)):
        sources = {
            str(job.result["import"]): job.pk
            for job in jobs
            if job.kind == kind and job.result and job.result.get("import")
        }
        if sources:
            rows = model.objects.visible_to(user).filter(pk__in=sources, undone__isnull=False)
            found |= {sources[str(pk)]: at for pk, at in rows.values_list("pk", "undone")}
    return found


def format_of(job) -> str:
    """The name of the format of an import's file; of several that are tried, the first."""
    if job.kind == COPY:
        return BUNDLE
    if job.kind == ROWS:
        return job.parameters.get("format") or ""
    tried = job.parameters.get("formats") or [""]
    return (job.result or {}).get("format") or tried[0]


def _listed_import(job, labels, undone):
    name = format_of(job)
    return ListedImport(
        job,
        str(labels.get(name, name)),
        in_words(job.kind, job.result),
        bool(job.parameters.get("dry_run")),
        undone.get(job.pk),
    )
