"""Saved mappings of columns, found again by the header of a file."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, require_role
from incidents.countries.country_names import with_common_names
from incidents.imports.mapping import header_fingerprint
from incidents.imports.models import ImportMapping
from incidents.imports.services.options import MAPPED, check_columns, is_mapped


@transaction.atomic
def save_mapping(*, by, project, name, header, columns, format=MAPPED) -> ImportMapping:
    """Save a mapping under a name; its creator or an editor may replace one of the same name."""
    if wrong := list(check_columns(format, columns, header)):
        raise ValidationError(wrong)
    kept = ImportMapping.objects.filter(project=project, name=name).first()
    mine = kept is None or kept.created_by_id == by.pk
    require_role(by, project, Role.ANNOTATOR if mine else Role.EDITOR)
    kept = kept or ImportMapping(project=project, name=name, created_by=by)
    kept.header, kept.columns = header_fingerprint(header), {**columns, "actors": {}}
    if format != MAPPED:
        kept.columns["record_type"] = format
    kept.full_clean()
    kept.save()
    return kept


def find_mapping(*, by, project, header, format=MAPPED) -> ImportMapping | None:
    """The mapping that was last saved for files with this header, read in this format."""
    rows = ImportMapping.objects.visible_to(by).filter(
        project=project, header=header_fingerprint(header)
    )
    mine = (kept for kept in rows.order_by("-updated") if _format_of(kept) == format)
    if (found := next(mine, None)) is not None:
        found.columns.pop("record_type", None)
    return found


def _format_of(kept):
    return kept.columns.get("record_type", MAPPED)


def kept_as(options: dict, *, by, project) -> tuple[bool, str]:
    """Return (whether the project has saved the mapping of a run, its name).

    If not, the name is that of an older mapping of the same columns that the user may replace, or
    "".
    """
    used = options.get("mapping") or {}
    if not is_mapped(options.get("format")) or not used:
        return True, ""
    name = ""
    rows = ImportMapping.objects.visible_to(by).filter(project=project).order_by("updated")
    for kept in rows:
        if _format_of(kept) != options["format"]:
            continue
        if _without_actors(kept.columns) == _without_actors(used):
            return True, kept.name
        mine = kept.created_by_id == by.pk or has_role(by, project, Role.EDITOR)
        if mine and kept.columns.get("columns") == used["columns"]:
            name = kept.name
    return False, name


def _without_actors(mapping):
    """A mapping in the form in which it is compared: without choices of actors and empty values."""
    plain = {"separator": ";"} | {n: v for n, v in mapping.items() if v not in (None, {})}
    return {name: each for name, each in plain.items() if name not in ("actors", "record_type")}


def chosen_actors(ambiguous: dict, chosen: dict) -> dict:
    """{name: id} of the chosen actors; ValidationError for one that the dry run did not offer."""
    found = {}
    for name, choices in ambiguous.items():
        pk = chosen.get(name)
        if pk not in {str(choice[0]) for choice in choices}:
            raise ValidationError(_("Say who is meant by “%s”.") % name)
        found[name] = pk
    return found


def with_replacements(mapping: dict, chosen, format=MAPPED) -> dict:
    """A mapping with replacements (field, text of a cell, replacement) added.

    ValidationError names a replacement that is not a valid value.
    """
    values = {field: dict(texts) for field, texts in (mapping.get("values") or {}).items()}
    for field, text, instead in chosen:
        names_countries = field in ("country", "target_nationalities")
        instead = with_common_names(instead) if names_countries else instead
        values.setdefault(field, {})[text] = instead
    mapping = {**mapping, "values": values}
    if wrong := list(check_columns(format, mapping)):
        raise ValidationError(wrong)
    return mapping


def keep_values(mapping: dict, *, by, project, format=MAPPED) -> None:
    """Save the replacements of a mapping in the project's mappings of the same columns.

    Mappings that the user may not change are skipped.
    """
    rows = ImportMapping.objects.visible_to(by).filter(project=project)
    for kept in rows:
        mine = kept.created_by_id == by.pk or has_role(by, project, Role.EDITOR)
        is_same = kept.columns.get("columns") == mapping["columns"] and _format_of(kept) == format
        if mine and is_same:
            kept.columns = {**kept.columns, "values": mapping["values"]}
            kept.save()
