"""Put a checked bundle into the database: all of it, or nothing."""

import json
import zipfile
from pathlib import Path, PurePosixPath
from uuid import uuid4

from django.core.files import File
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DataError
from django.utils.translation import gettext as _

from ctplatform.accounts.models import (
    Membership,
    Project,
    ProjectEvent,
    ReviewPolicy,
    Role,
    Visibility,
)
from ctplatform.bundles.contents import manifest as layout
from ctplatform.bundles.contents.bundled_tables import bundled_tables
from ctplatform.bundles.contents.names import NewIds, names_of_shared_rows
from ctplatform.bundles.contents.row_values import BadRow, clean_row, read_row
from ctplatform.bundles.reading.checking import BundleRefused
from ctplatform.bundles.reading.inserting import insert_rows
from ctplatform.curation.history_chain.links import DECIDED, add_pending
from ctplatform.curation.models import HistoryEntry, Proposal, Revision
from ctplatform.database.batches import in_batches

BATCH = 1000
CHAINED = {
    Revision: HistoryEntry.Subject.REVISION,
    ProjectEvent: HistoryEntry.Subject.EVENT,
    Proposal: HistoryEntry.Subject.DECISION,
}


class Restoring:
    """One bundle being put in.

    `people` are {name: id} of its people here. For a copy, `copied` has the address, title and
    owner of the new project. `stored` are the files written so far, to delete if it fails.
    """

    def __init__(self, path: Path, manifest, people: dict, report, copied=None):
        self.archive = zipfile.ZipFile(path)
        self.manifest, self.copied = manifest, copied
        self.ids = {name: pk for pk, name in names_of_shared_rows().items()} | people
        self.renew = NewIds(uuid4()) if copied else None
        self.report, self.done = report, 0
        self.stored, self.project = [], None

    def run(self) -> Project:
        """Write all rows and files in one transaction; return the project. Raises BundleRefused."""
        try:
            with transaction.atomic():
                for table in bundled_tables():
                    self.put_table(table)
                self.check_references()
                return self.finish()
        except BaseException:
            for storage, name in self.stored:
                storage.delete(name)
            raise

    def put_table(self, table):
        member = f"{layout.TABLES}{table.name}.jsonl"
        stated = self.manifest.members.get(member)
        if stated is None:
            return
        if self.copied and not table.is_copied:
            self.done += stated["rows"]
            return
        with self.archive.open(member) as lines:
            for batch in in_batches(enumerate(lines, 1), BATCH):
                rows = [self.read_row(table, number, line) for number, line in batch]
                self.insert(table, rows, batch[0][0])
                self.chain(table, rows)
                self.done += len(batch)
                self.report(self.done, self.manifest.rows)

    def read_row(self, table, number, line):
        """The checked row of a line, not yet in the database; its files are stored."""
        values = json.loads(line)
        try:
            row = read_row(table, values, self.ids, self.renew)
            if table.model is Project:
                self.set_project(row)
            clean_row(row)
            if table.has_derived_columns:
                row.derive()
            self.put_files(table, row, values)
        except BadRow as error:
            self.refuse(table, number, str(error), error.column)
        return row

    def insert(self, table, rows, first):
        """Insert the rows of a batch, which begins at the line `first`.

        Where the database refuses one of them, they are inserted one by one to find it.
        """
        try:
            with transaction.atomic():
                insert_rows(rows)
        except (IntegrityError, DataError):
            for number, row in enumerate(rows, first):
                try:
                    insert_rows([row])
                except (IntegrityError, DataError) as error:
                    self.refuse(table, number, str(error).splitlines()[0])
            raise

    def set_project(self, row):
        """Set what a copy has of its own: its address, and no member who could review."""
        if self.project is not None:
            raise BadRow(_("The bundle holds two projects."))
        self.project = row
        if self.copied is None:
            return
        row.slug, row.title = self.copied.slug, self.copied.title
        row.visibility, row.review_policy = Visibility.PRIVATE, ReviewPolicy.OPEN

    def put_files(self, table, row, values):
        for field in table.fields:
            if not isinstance(field, models.FileField) or not values.get(field.name):
                continue
            member = values[field.name]
            if not isinstance(member, str) or not member.startswith(layout.FILES):
                raise BadRow(_("This is not a file of the bundle."), field.name)
            if member not in self.manifest.members:
                if member not in self.manifest.missing_files:
                    raise BadRow(_("The bundle has no such file."), field.name)
                continue
            stored = getattr(row, field.attname)
            with self.archive.open(member) as content:
                stored.save(f"{row.pk}{PurePosixPath(member).suffix}", File(content), save=False)
            self.stored.append((stored.storage, stored.name))

    def chain(self, table, rows):
        """Note the history in the hash chain, where it is not from an earlier stay."""
        if table.model not in CHAINED:
            return
        if table.model is Proposal:
            rows = [row for row in rows if row.state in DECIDED]
        ids = [str(row.pk) for row in rows]
        known = HistoryEntry.objects.filter(subject=CHAINED[table.model], subject_id__in=ids)
        seen = set(known.values_list("subject_id", flat=True))
        add_pending([row for row in rows if str(row.pk) not in seen])

    def check_references(self):
        try:
            connection.check_constraints()
        except IntegrityError as error:
            raise BundleRefused(
                _("A row refers to one that is not in the bundle: %s") % str(error).splitlines()[0]
            ) from error

    def finish(self) -> Project:
        """Make the owner of a copy a member; return the project."""
        if self.project is None:
            raise BundleRefused(_("The bundle holds no project."))
        if self.copied:
            owner = self.copied.owner
            Membership.objects.create(project=self.project, user=owner, role=Role.OWNER)
            owner.forget_roles()
        return self.project

    def refuse(self, table, number, text, column=""):
        where = f"{layout.TABLES}{table.name}.jsonl, line {number}"
        raise BundleRefused(": ".join(filter(None, [where, column, text])))
