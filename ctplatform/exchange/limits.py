"""How large a file may be, and the error for one that cannot be read. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of a file; sizes in bytes, `cell` in characters.

    `expanded` is the size of a compressed file when unpacked, `ratio` the same in multiples of its
    own size, `members` the number of files in it.
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
    """The file cannot be read. `row` counts from 1, including the header."""

    def __init__(self, message, row=None, column=None):
        super().__init__(str(message))
        self.row, self.column = row, column
