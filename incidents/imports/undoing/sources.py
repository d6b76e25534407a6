"""Undo what an import did to sources, which are not curated and have no revisions.

A source that the import made is deleted if nothing refers to it and nobody has changed it. A field
that it changed goes back if it still has the value of the import.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from incidents.imports.models import ImportedChange
from incidents.imports.undoing.steps import Kept
from incidents.sources.models import Source
from incidents.sources.services import change_source, delete_source, require_may_change_source

KEY = Source._meta.model_name


@dataclass(frozen=True)
class SourceStep:
    """The values that a source gets back; without any, it is deleted."""

    source: Source
    values: dict | None = None

    def write(self, *, by):
        if self.values is None:
            delete_source(self.source, by=by)
        else:
            change_source(self.source, self.values, by=by)


def plan_sources(imported, plan, *, by) -> None:
    """Add the sources that go and those that are changed back, and say what stays."""
    made = imported.made.filter(record_type=KEY).values("record_id")
    sources = list(Source.objects.filter(pk__in=made).select_related("project").order_by("pk"))
    used = _used(sources)
    for source in sources:
        label = used.get(source.pk, "")
        why = _why_kept(source, by) or ("changed" if source.version != 1 else "")
        if why or label:
            plan.kept.append(Kept(KEY, source.pk, why or "used", "" if why else label))
        else:
            plan.sources_to_delete.append(SourceStep(source))
    changes = imported.changes.filter(record_type=KEY).order_by("pk")
    for change in changes:
        _plan_change(change, plan, by)


def _used(sources) -> dict:
    """{id: label of the model of a row that refers to the source}."""
    ids, found = [each.pk for each in sources], {}
    for relation in Source._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            field = relation.field
            rows = field.model._base_manager.filter(**{f"{field.name}__in": ids})
            label = field.model._meta.label_lower
            found |= dict.fromkeys(rows.values_list(field.attname, flat=True), label)
    return found


def _why_kept(source, by) -> str:
    try:
        require_may_change_source(source, by=by)
    except PermissionDenied:
        return "not_editor"
    return ""


def _plan_change(change: ImportedChange, plan, by):
    source = Source.objects.filter(pk=change.record_id).select_related("project").first()
    why = "removed" if source is None else _why_kept(source, by)
    if why:
        plan.kept.append(Kept(KEY, change.record_id, why))
        return
    values = {}
    for name, step in change.diff.items():
        if _value(source, name) == step["to"]:
            values[name] = _read(name, step["from"])
        else:
            plan.kept.append(Kept(KEY, source.pk, "changed", name))
    if values:
        plan.sources_back.append(SourceStep(source, values))


def _value(source, name):
    value = getattr(source, f"{name}_id" if name == "repeats" else name)
    return str(value) if name == "repeats" and value else value


def _read(name, value):
    return Source.objects.filter(pk=value).first() if name == "repeats" and value else value
