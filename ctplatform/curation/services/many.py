"""One act on many records, each through the door by itself: a refusal stops no other."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from rest_framework.exceptions import APIException

from ctplatform.curation.errors import words_of
from ctplatform.curation.services.publishing import publish
from ctplatform.curation.services.records import change_record, withdraw_record

MOST = 200  # records in one act


@dataclass(frozen=True)
class Acted:
    """How one record fared: "done", "waits" for review, "same" as before, or "refused" and why."""

    record: models.Model
    result: str
    error: str = ""


def publish_many(records, *, by, reason="") -> list[Acted]:
    """Publish candidates; under four eyes one's own are refused, and a grave one waits for two."""
    return [_acted(record, lambda row: publish(row, by=by, reason=reason)) for record in records]


def withdraw_many(records, *, by, reason="") -> list[Acted]:
    """Withdraw records, or propose to."""
    return [
        _acted(record, lambda row: withdraw_record(row, by=by, reason=reason)) for record in records
    ]


def change_many(records, values, *, by, reason="") -> list[Acted]:
    """Set the same values in all of them, or propose to."""
    return [
        _acted(record, lambda row: change_record(row, values, by=by, reason=reason))
        for record in records
    ]


def _acted(record, act) -> Acted:
    try:
        outcome = act(record)
    except (ValidationError, PermissionDenied, APIException) as error:
        return Acted(record, "refused", words_of(error))
    if getattr(outcome, "proposal", None):
        return Acted(record, "waits")
    changed = not hasattr(outcome, "revision") or outcome.revision is not None
    return Acted(record, "done" if changed else "same")
