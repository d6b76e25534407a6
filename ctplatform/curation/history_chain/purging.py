"""Delete a project permanently, and record that in the chain of the history."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ctplatform.accounts.models import Project
from ctplatform.curation.history_chain.links import chain_after_commit, chain_pending, pending
from ctplatform.curation.models import HistoryEntry, HistoryGate, HistoryPending

CHAIN = (HistoryEntry, HistoryPending, HistoryGate)


def purge_project(project, *, by, reason) -> dict:
    """Delete a project with everything in it; return {table: rows}. Administrators only.

    The chain keeps its entries, and gets one that says who deleted the project, when and why.
    """
    if not by.is_superuser:
        raise PermissionDenied
    chain_pending()
    with transaction.atomic():
        gate = HistoryGate.objects.create()
        counts = _delete_rows(project)
        gate.delete()
        content = {
            "project": project.pk,
            "slug": project.slug,
            "title": project.title,
            "by": by.username,
            "at": timezone.now(),
            "reason": reason,
            "rows": counts,
        }
        subject = HistoryEntry.Subject.PURGE
        pending(subject, project.pk, project.pk, content=content).save()
        chain_after_commit()
    return counts


def _delete_rows(project) -> dict:
    counts = {}
    for model, lookups in project_tables():
        rows = model._base_manager.filter(in_project(lookups, project)).order_by()
        if found := rows.count():
            counts[model._meta.db_table] = found
            ids = model._base_manager.filter(pk__in=rows.values("pk"))
            ids._raw_delete(ids.db)  # noqa: SLF001 - every table is listed, so nothing is collected
    return counts


def project_tables() -> list:
    """(model, lookups of its project), the farthest from the project first, Project itself last.

    A row belongs to the project to which one of the lookups leads. Foreign keys are checked when
    the transaction ends, so rows may refer to each other.
    """
    found = {Project: ("pk",)}
    while more := {
        model: paths
        for model in _models()
        if model not in found and (paths := _lookups(model, found))
    }:
        found |= more
    return sorted(found.items(), key=lambda each: (each[0] is Project, -_depth(each[1])))


def in_project(lookups, project) -> Q:
    """The condition that a row of a table belongs to the project; see `project_tables`."""
    return reduce(or_, (Q(**{path: project.pk}) for path in lookups))


def _depth(lookups) -> int:
    return max(path.count("__") for path in lookups)


def _models():
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model not in CHAIN and not model._meta.proxy and model._meta.managed
    ]


def _lookups(model, found) -> tuple:
    """The lookups from a model to the project: its own column, or through its parent; or ().

    A model with `belongs_to_one_target` refers to one of several rows, and has one through each.
    """
    for field in model._meta.concrete_fields:
        parent = field.related_model if field.is_relation else None
        if parent is Project:
            return (field.name,)
    for field in model._meta.concrete_fields:
        parent = field.related_model if field.is_relation else None
        if parent in found and not field.null and parent is not model:
            return _through(field, found)
    if getattr(model, "belongs_to_one_target", False):
        fields = [model._meta.get_field(name) for name in model.visible_through]
        if all(field.related_model in found for field in fields):
            return tuple(path for field in fields for path in _through(field, found))
    return ()


def _through(field, found) -> tuple:
    return tuple(f"{field.name}__{path}" for path in found[field.related_model])
