"""Undo what an import did to sources, which are not curated and have no revisions.

A source that the import made is deleted if nothing refers to it and nobody has changed it. A field
that it changed goes back if it still has the value of the import.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from ctplatform.accounts.roles import with_roles_read_once
from ctplatform.database.batches import in_batches
from incidents.imports.models import ImportedChange
from incidents.imports.record_tables.cells import read_cell
from incidents.imports.record_tables.tables import table_of
from incidents.imports.table_cells import CellError
from incidents.imports.undoing.steps import Kept
from incidents.sources.models import Source
from incidents.sources.services import change_source, delete_source, require_may_change_source

KEY = Source._meta.model_name
CHUNK = 500  # changes looked up together


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
    used, changed = _used(sources), _changed_since(imported, sources)
    by = with_roles_read_once(by)
    for source in sources:
        label = used.get(source.pk, "")
        why = _why_kept(source, by) or ("changed" if source.pk in changed else "")
        if why or label:
            plan.kept.append(Kept(KEY, source.pk, why or "used", "" if why else label))
        else:
            plan.sources_to_delete.append(SourceStep(source))
    for changes in in_batches(imported.changes.filter(record_type=KEY).order_by("pk"), CHUNK):
        ids = {change.record_id for change in changes}
        stored = Source.objects.select_related("project").in_bulk(ids)
        for change in changes:
            _plan_change(change, stored.get(change.record_id), plan, by)


def _changed_since(imported, sources) -> set:
    """The ids of sources that have other values than the import gave them.

    What an import that was undone has changed and changed back does not count. A source that
    another import has changed counts as changed.
    """
    edited = [each for each in sources if each.version != 1]
    found, stated = set(), {}
    for some in in_batches([each.pk for each in edited], CHUNK):
        others = ImportedChange.objects.filter(
            record_type=KEY, record_id__in=some, source__undone=None
        ).exclude(source=imported)
        found.update(others.values_list("record_id", flat=True))
        keys = imported.keys.filter(record_type=KEY, record_id__in=some)
        stated |= dict(keys.values_list("record_id", "stated"))
    repeated = Source.objects.in_bulk({each.repeats_id for each in edited} - {None})
    for each in edited:
        cells = stated.get(each.pk)
        if cells is None or not _has_values(each, cells, repeated.get(each.repeats_id)):
            found.add(each.pk)
    return found


def _has_values(source, cells, repeated) -> bool:
    """Whether a source has the values of cells; one that it repeats is compared by id or name."""
    for name, field in table_of(Source).fields.items():
        if field.is_relation:
            continue
        try:
            value = read_cell(field, cells.get(name))
        except CellError:
            return False
        if (value or None) != (getattr(source, name) or None):
            return False
    texts = {str(cells.get(name) or "").strip().casefold() for name in ("repeats", "repeats_name")}
    names = {str(repeated.pk), repeated.name.casefold()} if repeated else set()
    return texts - {""} <= names and bool(texts - {""}) == bool(names)


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


def _plan_change(change: ImportedChange, source, plan, by):
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
