"""Links to records that a file states of its annotations, made again where the records are here."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError

from annotations.exchange.skip_reasons import (
    LINKS_ELSEWHERE,
    LINKS_HERE,
    LINKS_UNKNOWN,
)
from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS
from annotations.links.services.bulk_links import LinkBatch
from annotations.links.services.links import link_passage
from ctplatform.domain_errors import Conflict
from ctplatform.record_types.ids import UUID as ID
from ctplatform.record_types.registry import type_of

NOUNS = {type_of(model).noun: name for name, model in TARGETS.items()}
"""{noun in addresses: type of a target}."""
ROW_NOUNS = {type_of(kind.model).noun: name for name, kind in NAMED_ROWS.items()}
"""{noun in addresses: kind of row that a link can name}."""
ADDRESS = re.compile(rf"(?:https?://[^/\s]+)?(?:/api/v1)?/([a-z-]+)/({ID})/?")


def links_in_file(annotation) -> Iterator[Mapping]:
    """The links of an annotation of a file: those that it states, and addresses in attributes.

    Each is {"target_type", "target_id", "role", "field", "stated_value", "credibility"}, of which
    one address may name the type and the id, as `target`. `row` is the address of the row of that
    record that the link names.
    """
    yield from annotation.links
    for value in annotation.attributes.values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and target_at(text):
                yield {"target": text}


def target_at(address: str) -> tuple[str, str] | None:
    """(type, id) of the record at an address of this platform, wherever it is installed."""
    return _at(address, NOUNS)


def _at(address, nouns):
    match = ADDRESS.fullmatch(address.strip())
    return (nouns[match[1]], match[2]) if match and match[1] in nouns else None


class StatedLinks:
    """Makes the links of one import; only to records of the project that the user may see."""

    def __init__(self, project, by):
        self.project, self.by = project, by
        self.made, self.skipped, self.records = 0, Counter(), {}

    def store(self, pairs: Iterable[tuple]) -> None:
        """Make the links of (annotation of the file, its new row), in a fixed number of queries.

        Links that name a row of their record are made one by one.
        """
        found = [(row, link, _target(link)) for said, row in pairs for link in links_in_file(said)]
        if not found:
            return
        self._look_up({target for _row, _link, target in found if target})
        batch = LinkBatch(self.project, by=self.by)
        for row, link, target in found:
            record = self.records.get(target)
            if record is None or record.project_id not in (None, self.project.pk):
                self.skipped[LINKS_ELSEWHERE if target else LINKS_UNKNOWN] += 1
                continue
            add = self._make if "row" in link else partial(self._add, batch)
            try:
                add(row, link, target[0], record)
            except ValidationError:
                self.skipped[LINKS_UNKNOWN] += 1
        self.made += batch.write()

    def _look_up(self, targets) -> None:
        """Read those that are here and visible, one query for each type."""
        ids = {}
        for name, pk in targets - self.records.keys():
            ids.setdefault(name, set()).add(pk)
            self.records[name, pk] = None
        for name, pks in ids.items():
            rows = TARGETS[name].objects.visible_to(self.by).filter(pk__in=pks)
            self.records |= {(name, str(row.pk)): row for row in rows}

    def _add(self, batch, row, link, target_type, record):
        if not batch.add(row, target_type, record, **_values(link)):
            self.skipped[LINKS_HERE] += 1

    def _make(self, row, link, target_type, record):
        if not (named := self._named_row(link["row"])):
            self.skipped[LINKS_UNKNOWN] += 1
            return
        try:
            link_passage(row, target_type, record, by=self.by, **_values(link), **named)
        except Conflict:
            self.skipped[LINKS_HERE] += 1
        else:
            self.made += 1

    def _named_row(self, address):
        """{kind of row: the row} at an address; {} where it is not here or not visible."""
        name, pk = (isinstance(address, str) and _at(address, ROW_NOUNS)) or ("", "")
        rows = NAMED_ROWS[name].model.objects.visible_to(self.by).filter(pk=pk) if name else None
        row = rows and rows.first()
        return {name: row} if row else {}


def _values(link) -> dict:
    return {
        "role": link.get("role") or "mentions",
        "field": link.get("field") or "",
        "stated_value": link.get("stated_value"),
        "credibility": link.get("credibility"),
    }


def _target(link) -> tuple[str, str] | None:
    """(type, id) of what a link is about; None where it does not say."""
    if not isinstance(link, Mapping):
        return None
    if isinstance(address := link.get("target"), str):
        return target_at(address)
    name, pk = link.get("target_type"), link.get("target_id")
    try:
        return (name, str(UUID(pk))) if name in TARGETS else None
    except (TypeError, ValueError, AttributeError):
        return None
