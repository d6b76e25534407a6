"""Count the rows of a file that hold the texts that a mapping replaces."""

from collections import Counter
from itertools import islice

from ctplatform.exchange.tables import text_of_cell

MOST_ROWS = 20_000  # rows that are read while the user waits


def count_values(sheet, mapping) -> tuple[Counter, bool]:
    """Return ({(field, text): number of rows}, whether the file has more rows than were read).

    A cell counts as a whole and by its parts between separators, at most once for each row.
    """
    wanted = {
        (field, text.casefold()): (field, text)
        for field, texts in (mapping.get("values") or {}).items()
        for text in texts
    }
    columns = [
        (place, mapping["columns"][name])
        for place, name in enumerate(sheet.header)
        if mapping["columns"].get(name) in (mapping.get("values") or {})
    ]
    found = Counter()
    if not columns:
        return found, False
    rows = sheet.rows()
    for _number, row in islice(rows, MOST_ROWS):
        held = set()
        for place, field in columns:
            for text in _cell_texts(row[place], mapping.get("separator") or ";"):
                if (field, text) in wanted:
                    held.add(wanted[field, text])
        found.update(held)
    return found, next(rows, None) is not None


def _cell_texts(cell, separator):
    text = text_of_cell(cell).casefold()
    return {" ".join(piece.split()) for piece in (text, *text.split(separator))}
