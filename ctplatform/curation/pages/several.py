"""What an act on more than one record says of the others, in words."""

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
    """Set `.others` ([Other, ...]) on proposals or revisions, one query a type."""
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
    """The ids of other records in a payload; a new record of a split is there once it is made."""
    payload = row.payload or {}
    return [payload[name] for name in ("merges", "releases", "into", "from") if name in payload]


def _other(row, pk, found) -> Other:
    words = {
        "merges": _("Merges into this record:"),
        "releases": _("Stands for itself again:"),
        "into": _("A second record:"),
        "from": _("Came from:"),
    }
    name = next(name for name in words if row.payload.get(name) == pk)
    record = found.get(pk)
    if record is not None:
        address = page_of(record)
        address += "?merged=show" if address and record.merged_into_id else ""
        return Other(words[name], str(record), address)
    values = row.payload.get("values") or {}
    return Other(words[name], str(values.get(row.target_kind.title) or "…"))
