"""Make the files of a release: tables, codebook, changes, citation, metadata and manifest."""

import hashlib
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import orjson
from django.core.files import File
from django.utils import timezone

from ctplatform.exchange.descriptions import data_package, ro_crate
from ctplatform.exchange.descriptions.described import DescribedFile, as_json
from ctplatform.exchange.registry import formats_of
from ctplatform.exchange.streaming import consistent_snapshot, join_pieces
from ctplatform.exchange.tables import write_csv
from incidents.releases.content import citations, codebook, descriptions, selection, tables
from incidents.releases.content.comparison import compare_rows
from incidents.releases.models import Release, ReleaseFile

FORMATS = ("csv", "jsonl", "geojson")
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class MadeFile:
    """A file in a temporary folder, and what the manifest states of it."""

    path: Path
    name: str
    media_type: str
    sha256: str
    size: int
    rows: int | None = None

    def stated(self) -> dict:
        return {
            "name": self.name,
            "media_type": self.media_type,
            "bytes": self.size,
            "sha256": self.sha256,
            "rows": self.rows,
        }


class Maker:
    """Makes the files of one release in a folder; `report(done, total)` takes the progress."""

    def __init__(self, release: Release, folder: Path, report):
        self.release, self.folder, self.report = release, folder, report
        self.made: list[MadeFile] = []
        self.described: list[tuple] = []
        self.not_compared: list[str] = []
        self.done = 0

    def make(self) -> dict:
        """Make all files, that of the manifest last; return the manifest."""
        with consistent_snapshot():
            found = selection.rows_of(self.release.project, self.release.query)
            self.total = sum(rows.count() for rows in found.values())
            for noun, rows in found.items():
                self._make_table(noun, rows)
            self._make_series()
            left_out = selection.count_left_out(self.release.project, self.release.query)
            coverage = selection.coverage_of(found["incidents"])
        self._write("codebook.csv", "text/csv; charset=utf-8", self._codebook())
        changes = self._make_changes()
        self._make_citations()
        self._make_descriptions()
        manifest = self._manifest(coverage, left_out, changes)
        self._write(MANIFEST, "application/json", [tables.as_json(manifest)])
        return manifest

    def _make_table(self, noun, rows):
        for each in formats_of(noun):
            if each.name in FORMATS:
                pieces = each.pieces(rows, selection.ANYBODY, "")
                self._write(f"{noun}.{each.extension}", each.media_type, pieces, each.name)
                if each.name == "csv":
                    self.described += codebook.describe(noun, rows.model, each.columns)
        self.done += self._made(f"{noun}.jsonl").rows
        self.report(self.done, self.total)

    def _make_series(self):
        rows = selection.public_series(self.release.project)
        self._make_own("series", rows.model, tables.SERIES, lambda: tables.series_tuples(rows))
        points = tables.SeriesPoint
        self._make_own("series-points", points, tables.POINTS, lambda: tables.point_tuples(rows))

    def _make_own(self, table, model, columns, tuples):
        """Write a table that is not one of the exports."""
        for form, (write, media_type) in tables.WRITERS.items():
            self._write(f"{table}.{form}", media_type, write(tuples(), columns), form)
        self.described += codebook.describe(table, model, {name: name for name in columns})

    def _codebook(self):
        return write_csv(iter(self.described), codebook.COLUMNS)

    def _make_changes(self) -> dict:
        """Write changes.csv; return {table: {change: how many}}, for the first release {}.

        A table whose file of the release before is gone is left out, and is named in
        `not_compared`.
        """
        counted, lines = {}, []
        if self.release.previous_id:
            before = {each.name: each for each in self.release.previous.files.all()}
            for each in [made for made in self.made if made.name.endswith(".jsonl")]:
                table = each.name.removesuffix(".jsonl")
                try:
                    found = list(_changes(before.get(each.name), each))
                except FileNotFoundError:  # taken down, perhaps a moment ago
                    self.not_compared.append(table)
                    continue
                lines += [(table, row.id, row.how, " ".join(row.columns)) for row in found]
                if found:
                    counted[table] = dict(Counter(row.how for row in found))
        self._write(
            "changes.csv", "text/csv; charset=utf-8", write_csv(iter(lines), tables.CHANGES), "csv"
        )
        return counted

    def _make_citations(self):
        cited = cited_of(self.release)
        files = [each.name for each in self.made]
        types = sorted({each.media_type.partition(";")[0] for each in self.made})
        size = sum(each.size for each in self.made)
        metadata = citations.datacite(cited, [f"{len(files)} files", f"{size} bytes"], types)
        for name, media_type, text in (
            ("citation.txt", "text/plain; charset=utf-8", f"{citations.apa(cited)}\n".encode()),
            ("citation.bib", "application/x-bibtex", citations.bibtex(cited).encode()),
            ("datacite.json", "application/json", tables.as_json(metadata)),
        ):
            self._write(name, media_type, [text])

    def _make_descriptions(self):
        """Write the descriptions for readers of Data Package and RO-Crate."""
        release = self.release
        dataset, files = descriptions.described_release(
            cited_of(release), release.name, self.made, self.described
        )
        package = data_package.data_package(dataset, files)
        self._write(data_package.NAME, "application/json", [as_json(package)])
        made = self._made(data_package.NAME)
        files.append(DescribedFile(made.name, "Data Package", made.size, made.sha256))
        self._write(
            ro_crate.NAME, "application/ld+json", [as_json(ro_crate.ro_crate(dataset, files))]
        )

    def _manifest(self, coverage, left_out, changes) -> dict:
        release = self.release
        return {
            "name": release.name,
            "number": release.number,
            "title": release.title,
            "project": release.project.slug,
            "made": timezone.now().isoformat(timespec="seconds"),
            "manifest_version": 1,
            "selection": release.query,
            "licence": release.licence,
            "citation": citations.apa(cited_of(release)),
            "coverage": coverage,
            "left_out": left_out,
            "left_out_note": "Counted among what anybody may read; records that not everybody may"
            " read are neither in the release nor counted.",
            "previous": _previous(release),
            "changes": changes,
            "not_compared": self.not_compared,
            "files": [each.stated() for each in self.made],
        }

    def _write(self, name, media_type, pieces, form=""):
        digest, size, lines = hashlib.sha256(), 0, 0
        path = self.folder / name
        with path.open("wb") as file:
            for block in join_pieces(pieces):
                file.write(block)
                digest.update(block)
                size += len(block)
                lines += block.count(b"\n")
                self.report(self.done, self.total)
        rows = self._rows(name, form, lines)
        self.made.append(MadeFile(path, name, media_type, digest.hexdigest(), size, rows))

    def _rows(self, name, form, lines):
        """The rows of a file; a cell of a CSV file may hold line ends, so it is not counted."""
        if form == "jsonl":
            return lines
        if form == "csv" and name == "changes.csv":
            return lines - 1
        return None

    def _made(self, name):
        return next(each for each in self.made if each.name == name)


def _previous(release):
    before = release.previous
    return before and {"number": before.number, "manifest_sha256": before.manifest_sha256}


def _changes(before: ReleaseFile | None, after: MadeFile):
    """The changes between a file of the release before and a new one, both JSON Lines."""

    def old_rows():
        if before is None:
            return
        if before.takedown_id:
            raise FileNotFoundError(before.name)
        with before.file.open("rb") as file:
            yield from map(orjson.loads, file)

    def new_rows():
        with after.path.open("rb") as file:
            yield from map(orjson.loads, file)

    return compare_rows(old_rows, new_rows)


def cited_of(release) -> citations.Cited:
    """What the citations of a release state."""
    return citations.Cited(
        creators=tuple(release.creators),
        title=release.title,
        number=release.number,
        day=timezone.localdate(release.created),
        publisher=release.publisher,
        url=release.address,
        licence=release.licence,
        description=release.description,
        key=f"{release.name}-v{release.number}",
    )


def make_files(release, report, keep):
    """Make the files of a release in a temporary folder and call `keep(files, manifest)`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        maker = Maker(release, folder, report)
        manifest = maker.make()
        keep(maker.made, manifest)


def store_file(release, made: MadeFile) -> ReleaseFile:
    """Store a made file and its row."""
    row = ReleaseFile(
        release=release,
        name=made.name,
        media_type=made.media_type,
        sha256=made.sha256,
        size=made.size,
        rows=made.rows,
    )
    with made.path.open("rb") as file:
        row.file.save(f"{release.pk}/{made.name}", File(file), save=False)
    row.save(force_insert=True)
    return row
