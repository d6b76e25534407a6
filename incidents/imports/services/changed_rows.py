"""Rows of known incidents that change them, kept in a file between planning and writing."""

import pickle
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

from ctplatform.database.batches import in_batches
from incidents.imports.imported_row import ImportedRow

IN_MEMORY = 1024 * 1024  # bytes, before they go to the disk


class ChangedRow(NamedTuple):
    """A row with the ids of what it mentions: its place, and (id, ...) of actors and places."""

    stated: ImportedRow
    place: object
    cast: list
    further: list


class ChangedRows:
    """Rows in the order in which they were added. Close it after use."""

    def __init__(self):
        self.file, self.count = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY), 0  # noqa: SIM115 - see close

    def close(self):
        self.file.close()

    def add(self, stated, place, cast, further) -> None:
        """Keep a row with what it mentions, which is found already."""
        cast = [(actor.pk, part) for actor, part in cast]
        further = [(each.pk, role, note) for each, role, note in further]
        row = (stated, place and place.pk, cast, further)
        pickle.dump(row, self.file, pickle.HIGHEST_PROTOCOL)
        self.count += 1

    def in_chunks(self, size) -> Iterator[list[ChangedRow]]:
        """All rows, some at a time."""
        self.file.seek(0)
        return in_batches(self._read(), size)

    def _read(self):
        for _number in range(self.count):
            yield ChangedRow(*pickle.load(self.file))  # noqa: S301 - our own temporary file
