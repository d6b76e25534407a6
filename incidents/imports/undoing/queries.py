"""What pages and the API read about the undoing of an import."""

from collections import defaultdict
from dataclasses import dataclass

from ctplatform.curation.registry import is_curated, kind_of
from ctplatform.curation.writing.access import root_of
from ctplatform.record_types.registry import type_of
from incidents.imports.models import TableImport
from incidents.imports.undoing.words import model_of, reason_in_words

SHOWN = 100  # records that stay and are listed on a page


@dataclass(frozen=True)
class ListedRecord:
    """A record that stays: its title, the address of its page, and why it stays."""

    title: str
    page: str
    why: str


def import_of_job(job, user) -> TableImport | None:
    """What an import job imported, if the user may see it; None for a dry run."""
    pk = (job.result or {}).get("import")
    if not pk:
        return None
    rows = TableImport.objects.visible_to(user).select_related("project")
    return rows.filter(pk=pk).first()


def visible_kept(kept: list[dict], user) -> list[dict]:
    """Those of the records that stay that the user may see, with one query for each type."""
    rows = _visible_rows(kept, user)
    return [each for each in kept if _key(each) in rows]


def listed_records(kept: list[dict], user) -> list[ListedRecord]:
    """Some of the records that stay, as a page lists them."""
    kept = kept[:SHOWN]
    rows = _visible_rows(kept, user)
    return [_listed(each, rows[_key(each)]) for each in kept if _key(each) in rows]


def _key(each):
    return each["record_type"], each["record_id"]


def _visible_rows(kept, user) -> dict:
    ids = defaultdict(set)
    for each in kept:
        ids[each["record_type"]].add(each["record_id"])
    found = {}
    for key, pks in ids.items():
        model = model_of(key)
        rows = model.objects.visible_to(user).filter(pk__in=pks)
        parent = kind_of(model).parent if is_curated(model) else None
        rows = rows.select_related(parent) if parent else rows
        found |= {(key, str(row.pk)): row for row in rows}
    return found


def _listed(each, row):
    root = root_of(row) if is_curated(type(row)) else row
    page = f"/{type_of(type(root)).noun}/{root.pk}/"
    return ListedRecord(str(root), page, reason_in_words(each["why"], each["detail"]))
