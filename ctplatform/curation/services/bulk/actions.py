"""Bulk actions on records, each handled separately: a refusal does not stop the others."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from ctplatform.curation.errors import words_of
from ctplatform.curation.services.merging import merge
from ctplatform.curation.services.publishing import publish
from ctplatform.curation.services.records import change_record, withdraw_record
from ctplatform.domain_errors import DomainError

MOST = 200  # records in one bulk action


@dataclass(frozen=True)
class Acted:
    """The result for one record: "done", "waits" (for review), "same" (unchanged) or "refused"."""

    record: models.Model
    result: str
    error: str = ""


def publish_many(records, *, by, reason="", versions=None) -> list[Acted]:
    """Publish candidates by the rules of `publish`.

    `versions` is {id: the version that was read}, here and below; a record without one is not
    checked for later changes.
    """
    return _each(records, publish, versions, by=by, reason=reason)


def withdraw_many(records, *, by, reason="", versions=None) -> list[Acted]:
    """Withdraw records, or propose to."""
    return _each(records, withdraw_record, versions, by=by, reason=reason)


def change_many(records, values, *, by, reason="", versions=None) -> list[Acted]:
    """Set the same values in all of them, or propose to."""

    def change(row, **why):
        return change_record(row, values, **why)

    return _each(records, change, versions, by=by, reason=reason)


def merge_many(records, into, *, by, reason="", versions=None) -> list[Acted]:
    """Merge each of the records into `into`, or propose to."""

    def merged(row, **why):
        return merge(row, into, **why)

    return _each(records, merged, versions, by=by, reason=reason)


def _each(records, verb, versions, **why) -> list[Acted]:
    versions = versions or {}
    return [
        _acted(row, lambda each: verb(each, expected_version=versions.get(each.pk), **why))
        for row in records
    ]


def _acted(record, act) -> Acted:
    try:
        outcome = act(record)
    except (ValidationError, PermissionDenied, DomainError) as error:
        return Acted(record, "refused", words_of(error))
    if getattr(outcome, "proposal", None):
        return Acted(record, "waits")
    changed = not hasattr(outcome, "revision") or outcome.revision is not None
    return Acted(record, "done" if changed else "same")
