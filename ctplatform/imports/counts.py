"""What an import made, changed and left out, by record type, from the result of its job."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.exchange.skip_reasons import SKIPPED_WORDS
from incidents.imports.record_tables.tables import TABLES


@dataclass(frozen=True)
class RecordTypeCounts:
    """Numbers of one record type; of a dry run, what would be.

    `unchanged` are here already. `skipped` is {why: number} of what is left out.
    """

    record_type: str
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: dict = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.made or self.changed or self.unchanged or self.skipped)


def counts_of(kind: str, result: dict) -> list[RecordTypeCounts]:
    """The counts of each record type that a job's result names; kinds are those of jobs."""
    found = READERS[kind](result) if result and kind in READERS else []
    return [each for each in found if not each.is_empty]


def _of_rows(result):
    if "types" in result:
        yield from _of_records(result)
        return
    names = ("made", "changed", "unchanged")
    wrong = result.get("errors", 0)
    skipped = {_("errors: the file cannot be imported"): wrong} if wrong else {}
    yield RecordTypeCounts("incidents", *(result.get(name, 0) for name in names), skipped)
    for noun in ("actors", "places"):
        yield RecordTypeCounts(noun, made=result.get(noun, 0))


def _of_records(result):
    """The counts of tables of records: what each type has, and actors that only rows name."""
    wrong = result.get("errors", 0)
    found = {noun: dict(numbers) for noun, numbers in result["types"].items()}
    if result.get("actors"):
        actors = found.setdefault("actors", {"made": 0, "changed": 0, "unchanged": 0})
        actors["made"] += result["actors"]
    for noun, numbers in found.items():
        yield RecordTypeCounts(noun, **numbers)
    if wrong:
        yield RecordTypeCounts("records", skipped={_("errors: the file cannot be imported"): wrong})


def _of_annotations(result):
    reasons = {str(SKIPPED_WORDS.get(k, k)): n for k, n in result.get("skipped", {}).items()}
    reasons |= result.get("unread", {})
    yield RecordTypeCounts(
        "articles", made=result.get("made_texts", 0), unchanged=result.get("matched_texts", 0)
    )
    yield RecordTypeCounts("annotations", made=result.get("annotations", 0), skipped=reasons)
    yield RecordTypeCounts("relations", made=result.get("relations", 0))
    yield RecordTypeCounts("links", made=result.get("links", 0))
    yield RecordTypeCounts("codes", made=result.get("codes_made", 0))


def _of_bundle(result):
    yield RecordTypeCounts("projects", made=1)
    for table, rows in result.get("tables", {}).items():
        yield RecordTypeCounts(table, made=rows)


READERS = {"import": _of_rows, "import_annotations": _of_annotations, "copy_bundle": _of_bundle}
"""{kind of job: function of its result}."""


def in_words(kind: str, result: dict) -> str:
    """The counts in one line, without those of the tables of a bundle."""
    if kind == "copy_bundle":
        rows = result.get("rows") if result else None
        return ngettext("%d row", "%d rows", rows) % rows if rows else ""
    if kind == "import" and (wrong := (result or {}).get("errors")):
        words = ngettext(
            "%d error; nothing can be imported", "%d errors; nothing can be imported", wrong
        )
        return words % wrong
    return " · ".join(map(_line, counts_of(kind, result)))


def _line(counts):
    names = {
        "incidents": _("incidents"),
        "actors": _("actors"),
        "places": _("places"),
        "articles": _("texts"),
        "annotations": _("annotations"),
        "relations": _("relations"),
        "links": _("links"),
        "codes": _("codes"),
        "records": _("records"),
    } | {table.noun: table.model._meta.verbose_name_plural for table in TABLES}
    numbers = (
        (_("%d new"), counts.made),
        (_("%d changed"), counts.changed),
        (_("%d unchanged"), counts.unchanged),
        (_("%d left out"), sum(counts.skipped.values())),
    )
    numbers_in_words = ", ".join(words % number for words, number in numbers if number)
    return f"{names[counts.record_type]}: {numbers_in_words}"
