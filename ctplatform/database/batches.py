"""Rows a batch at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice


def in_batches(rows: Iterable, size: int) -> Iterator[list]:
    """Lists of up to `size` rows, which are read as they are needed.

    From Python 3.12 on, itertools.batched does this.
    """
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
