"""Clean up: jobs after a month, their files after a week, files without a row after a day."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from ctplatform.jobs.models import Job

ROWS_KEPT = timedelta(days=30)
FILES_KEPT = timedelta(days=7)
ORPHANS_KEPT = timedelta(days=1)
"""A file is written before its row, so a younger one may still get its row."""


def forget_old_jobs() -> int:
    """Delete old files and rows of finished jobs; return how many rows."""
    now = timezone.now()
    for job in Job.objects.filter(finished__lt=now - FILES_KEPT).exclude(file="").iterator():
        job.file.delete(save=False)
        Job.objects.filter(pk=job.pk).update(file="")
    return Job.objects.filter(finished__lt=now - ROWS_KEPT).delete()[0]


def delete_orphaned_files(model, folder: str) -> int:
    """Delete stored files under `folder` that no row of `model` refers to; return how many.

    `model` has a field `file`. A process that died between writing the file and its row leaves such
    files.
    """
    storage = model._meta.get_field("file").storage
    newest = timezone.now() - ORPHANS_KEPT
    known = set(model.objects.exclude(file="").values_list("file", flat=True))
    gone = [
        name
        for name in stored_names(storage, folder)
        if name not in known and storage.get_modified_time(name) < newest
    ]
    for name in gone:
        storage.delete(name)
    return len(gone)


def stored_names(storage, folder: str) -> Iterator[str]:
    """Names of all files under `folder`, including its subfolders."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for inner in folders:
        yield from stored_names(storage, f"{folder}/{inner}")
