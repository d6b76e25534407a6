"""Look up the users and records that the demo's files refer to by name."""

from functools import cached_property
from itertools import product
from pathlib import Path

from annotations.models import Code
from ctplatform.demo import files
from ctplatform.edtf.natural_language import read_words
from ctplatform.edtf.relative_dates import reference_of
from incidents.models import Place
from incidents.records.models import read_date

CHILDREN = (
    "participants",
    "casualties",
    "responsibility",
    "judgements",
    "relations",
    "aliases",
    "kinds",
    "sizes",
    "claimants",
    "verdicts",
    "scopes",
    "hypotheses",
    "further_places",
    "further_subjects",
    "stated_figures",
)
NOT_FIELDS = ("key", "by", "published_by", "approved_by", "chain", "counted_from", *CHILDREN)
REFERENCES = (
    "actor",
    "speaker",
    "about",
    "object",
    "subject",
    "holder",
    "parent",
    "place",
    "restates",
    "claimant",
    "source",
    "issuer",
    "recipient",
    "incident",
    "to",
    "target",
    "warning",
    "relation",
    "umbrella",
    "reviewer",
    "series",
    "assessment",
)


class Keys:
    """One project being built. `records` are all rows by their keys in the files.

    `address` is where the product is served, which the files of releases cite.
    """

    def __init__(self, folder: Path, people: dict, address: str = ""):
        self.folder, self.people, self.address = folder, people, address
        self.about = files.read(folder / "project.toml")
        self.records, self.passages = {}, {}

    def rows(self, kind):
        return files.rows(self.folder, kind)

    def person(self, row, name="by"):
        """The user named in a row; by default the owner, to publish the first two members."""
        default = self.about["owner"]
        members = iter([*self.about.get("members", ()), default, default])
        if name in ("published_by", "approved_by"):
            default = next(members)
        if name == "approved_by":
            default = next(members)
        return self.people[row.get(name) or default]

    def record(self, key):
        """The row with that key, or the shared place with that code."""
        if key not in self.records:
            self.records[key] = self.shared(key)
        return self.records[key]

    def shared(self, code):
        """A shared place: a country (AF), a division (AF-KAB), a region (UN M49: 034)."""
        column = "un_m49" if code.isdigit() else "iso_3166_2" if "-" in code else "iso_alpha2"
        place = Place.objects.filter(project=None, **{column: code}).first()
        if place is None:
            raise files.DemoError(f"{self.folder.name}: nothing has the key “{code}”.")
        return place

    def keep(self, row, record):
        if key := row.get("key"):
            if key in self.records:
                raise files.DemoError(f"{self.folder.name}: two rows have the key “{key}”.")
            self.records[key] = record
        return record

    def values(self, row):
        """The fields of a row: keys become records, empty strings None, words a date.

        Without `date`, the source's words (`date_words`) are resolved from the project's
        `counted_from` day, or from the incident that the row's own `counted_from` names.
        """
        if row.get("date_words") and "date" not in row:
            row = row | self.resolved(row["date_words"], row.get("counted_from"))
        return {
            name: self.record(value) if name in REFERENCES else None if value == "" else value
            for name, value in row.items()
            if name not in NOT_FIELDS
        }

    def resolved(self, words, incident=None):
        """The date of words in a text of the day `counted_from`, or after an incident."""
        event = read_date(self.record(incident).date) if incident else None
        reading = read_words(words, reference_of(self.about["counted_from"]), event)
        if reading is None:
            raise files.DemoError(f"“{words}” does not say a date: write it as `date`.")
        return {"date": reading.edtf, "date_basis": reading.basis}

    @cached_property
    def codes(self):
        return {code.slug: code for code in Code.objects.filter(codebook__slug="iskp-core")}


def each_of(row):
    """Expand a row with lists of keys to one row per combination, with keys K, K-2, K-3."""
    lists = {name: row[name] for name in REFERENCES if isinstance(row.get(name), list)}
    for number, chosen in enumerate(product(*lists.values()), 1):
        one = row | dict(zip(lists, chosen, strict=True))
        if number > 1 and "key" in row:
            one["key"] = f"{row['key']}-{number}"
        yield one
