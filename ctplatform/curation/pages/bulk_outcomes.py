"""Describe the other records of a merge or a split in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ctplatform.curation.pages.queue import page_of


@dataclass(frozen=True)
class Other:
    """The other record of a merge or a split: what happens to it, its title and its address."""

    words: str
    title: str = ""
    url: str = ""


def set_others(rows, user) -> list:
    """Set `.others` ([Other, ...]) on proposals or revisions, with one query per record type."""
    rows = list(rows)
    found = {}
    for kind in {row.target_kind.root for row in rows if row.payload}:
        ids = {pk for row in rows if row.target_kind.root is kind for pk in _named(row)}
        for record in kind.model._default_manager.visible_to(user).filter(pk__in=ids):
            found[str(record.pk)] = record
    for row in rows:
        row.others = [_other(row, pk, found) for pk in _named(row)]
    return rows


def _named(row):
    """The ids of other records in a payload; the new record of a split may not exist yet."""
    payload = row.payload or {}
    return [payload[name] for name in ("merges", "releases", "into", "from") if name in payload]


def _other(row, pk, found) -> Other:
    words = {
        "merges": _("Merges into this record:"),
        "releases": _("Separate again:"),
        "into": _("A second record:"),
        "from": _("Came from:"),
    }
    name = next(name for name in words if row.payload.get(name) == pk)
    record = found.get(pk)
    if record is not None:
        address = page_of(record)
        address += "?merged=show" if address and record.merged_into_id else ""
        return Other(words[name], str(record), address)
    return Other(words[name], _title_of_new(row.target_kind, row.payload.get("values") or {}))


def _title_of_new(kind, values):
    """The title that the new record of a split will have."""
    new = kind.model()
    for field in kind.model._meta.concrete_fields:
        if field.name in values and not field.is_relation:
            setattr(new, field.attname, field.to_python(values[field.name]))
    return kind.title_of(new) or "…"
