"""Write a bundle: the same rows give the same bytes."""

import hashlib
import json
import zipfile
from collections import Counter

from django.db import models

from ctplatform.accounts.models import User
from ctplatform.bundles.contents import manifest as layout
from ctplatform.bundles.contents.bundled_tables import (
    LEFT_OUT,
    bundled_tables,
    is_reference,
    refers_to_person,
    refers_to_project,
)
from ctplatform.bundles.contents.descriptions import described_bundle
from ctplatform.bundles.contents.names import (
    names_of_people,
    names_of_shared_rows,
    usernames_in,
)
from ctplatform.bundles.contents.row_schemas import schema_of
from ctplatform.bundles.contents.row_values import file_member, to_line, write_row
from ctplatform.database.batches import in_batches
from ctplatform.exchange.descriptions import data_package, ro_crate
from ctplatform.exchange.descriptions.described import DescribedFile, as_json
from ctplatform.exchange.streaming import ROWS, snapshot_of_several_queries
from incidents.models import Report
from incidents.reports.queries import visible_blocks

BEGINNING_OF_ZIP = (1980, 1, 1, 0, 0, 0)
PIECE = 1024 * 1024  # bytes of an uploaded file that are read at a time


def write_bundle(project, *, reader, file, report) -> layout.Manifest:
    """Write what `reader` may see of a project into an open binary file; return the manifest.

    `report(done, total)` is called with rows.
    """
    with snapshot_of_several_queries(), zipfile.ZipFile(file, "w") as archive:
        return _Writing(project, reader, archive, report).write()


class _Writing:
    """One bundle being written; `usernames` are those that occurred in it so far.

    `newest` is the time of the last change of the rows so far.
    """

    def __init__(self, project, reader, archive, report):
        self.project, self.reader, self.archive = project, reader, archive
        self.tables = sorted(bundled_tables(), key=lambda table: table.name)
        self.names = names_of_people() | names_of_shared_rows()
        self.usernames, self.files, self.newest = set(), [], ""
        self.manifest = layout.Manifest(
            project={"id": str(project.pk), "slug": project.slug, "title": project.title},
            left_out={label.lower(): str(reason) for label, reason in LEFT_OUT.items()},
        )
        self.hidden_references = Counter()
        self.done, self.report = 0, report
        self.total = sum(table.rows(project).count() for table in self.tables)

    def write(self):
        self.add(layout.README, [layout.ABOUT.encode()])
        for table in self.tables:
            self.add_table(table)
            schema = json.dumps(schema_of(table), ensure_ascii=False, sort_keys=True, indent=1)
            self.add(f"{layout.SCHEMAS}{table.name}.schema.json", [schema.encode() + b"\n"])
        for member, stored in self.files:
            self.add_file(member, stored)
        self.add(layout.PEOPLE, self.people())
        self.describe()
        self.manifest.hidden_references = dict(self.hidden_references)
        self.archive.writestr(_info(layout.MANIFEST), self.manifest.to_json())
        self.report(self.total, self.total)
        return self.manifest

    def describe(self):
        """Add the descriptions for other programs, of all files but the uploaded ones."""
        dataset, files = described_bundle(
            self.project, self.tables, self.manifest, self.newest[:10]
        )
        data = [each for each in files if not each.path.startswith(layout.SCHEMAS)]
        package = data_package.data_package(dataset, data)
        self.add(data_package.NAME, [as_json(package)])
        name = data_package.NAME
        stated = self.manifest.members[name]
        files.append(DescribedFile(name, "Data Package", stated["bytes"], stated["sha256"]))
        self.add(ro_crate.NAME, [as_json(ro_crate.ro_crate(dataset, files))])

    def add(self, name, pieces, **more):
        """Add a member made of pieces, and its hash and size to the manifest."""
        digest, size = hashlib.sha256(), 0
        with self.archive.open(_info(name), "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self.manifest.members[name] = {"sha256": digest.hexdigest(), "bytes": size} | more

    def add_table(self, table):
        name, start = f"{layout.TABLES}{table.name}.jsonl", self.done
        self.add(name, self.lines(table))
        written = self.done - start
        self.manifest.members[name]["rows"] = written
        if hidden := table.rows(self.project).count() - written:
            self.manifest.hidden[table.name] = hidden

    def lines(self, table):
        rows = table.visible_rows(self.project, self.reader).iterator(chunk_size=ROWS)
        for batch in in_batches(rows, ROWS):
            for field in table.fields:
                self.hide_references(table, field, batch)
            if table.model is Report:
                self.hide_blocks(table, batch)
            for row in batch:
                line = to_line(self.values_of(table, row))
                self.usernames.update(usernames_in(line))
                yield line
            self.done += len(batch)
            self.report(self.done, self.total)

    def values_of(self, table, row):
        values = write_row(table, row, self.names)
        self.newest = max(self.newest, values.get("updated") or values.get("created") or "")
        for field in table.fields:
            if isinstance(field, models.FileField) and values[field.name]:
                self.files.append((file_member(table, row, field), getattr(row, field.attname)))
        return values

    def hide_references(self, table, field, batch):
        """Set the references to null that lead to rows which the reader may not see."""
        if self.reader.is_superuser or not _can_be_hidden(field):
            return
        ids = {getattr(row, field.attname) for row in batch} - {None}
        if not ids:
            return
        shown = field.related_model._default_manager.visible_to(self.reader)
        seen = set(shown.filter(pk__in=ids).values_list("pk", flat=True))
        for row in batch:
            if getattr(row, field.attname) not in seen | {None}:
                setattr(row, field.attname, None)
                self.hidden_references[table.name] += 1

    def hide_blocks(self, table, reports):
        """Leave out the blocks of reports whose records the reader may not see."""
        shown = visible_blocks(reports, self.reader)
        for report in reports:
            report.blocks, hidden = shown[report.pk]
            if hidden:
                self.hidden_references[table.name] += hidden

    def add_file(self, name, stored):
        try:
            with stored.storage.open(stored.name, "rb") as content:
                self.add(name, iter(lambda: content.read(PIECE), b""))
        except FileNotFoundError:
            self.manifest.missing_files.append(name)

    def people(self):
        rows = User.objects.filter(username__in=self.usernames).order_by("username")
        for username, name in sorted(rows.values_list("username", "name")):
            yield to_line({"username": username, "name": name})


def _can_be_hidden(field) -> bool:
    if not is_reference(field) or refers_to_person(field) or refers_to_project(field):
        return False
    return field.null and hasattr(field.related_model._default_manager.all(), "visible_to")


def _info(name):
    """The header of a member: compressed, without the time and the system of its making."""
    info = zipfile.ZipInfo(name, BEGINNING_OF_ZIP)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    info.external_attr = 0o600 << 16
    return info
