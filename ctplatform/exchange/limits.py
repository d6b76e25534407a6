"""Pure: how much a file may hold, and how we say that one cannot be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a file that is read may hold at most; sizes in bytes, `cell` in characters.

    `expanded` is the size of all that a compressed file unpacks to, `ratio` how many times its
    own size that may be.
    """

    size: int = 256 * 1024 * 1024
    json: int = 64 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 300
    cell: int = 50_000
    expanded: int = 512 * 1024 * 1024
    ratio: int = 200
    members: int = 2000


LIMITS = Limits()


class Unreadable(ValueError):
    """The file as a whole cannot be read. `row` counts from 1, the header included."""

    def __init__(self, message, row=None, column=None):
        super().__init__(str(message))
        self.row, self.column = row, column
