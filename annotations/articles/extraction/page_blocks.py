"""Keep the tables, numbered lists and captions of a page through the extraction of its text.

Works on an lxml tree: a row of a table becomes a paragraph with its cells separated by "
", an entry of a numbered list gets its number, a caption becomes a paragraph.
"""

from lxml import html

CELL = " | "
BLOCKS = {"p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "article", "section", "form"}
MAX_CELL = 400  # code points; a longer cell is a column of the layout, not a value
ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
MAX_NUMBER = 100_000


def prepare_blocks(tree):
    """Change the tree in place."""
    for figure in list(tree.iter("figure")):
        figure.tag = "div"
    for caption in list(tree.iter("figcaption")):
        caption.tag = "p"
    for entries in list(tree.iter("ol")):
        number_entries(entries)
    for table in list(tree.iter("table")):
        if is_table_of_data(table):
            write_rows(table)


def number_entries(entries):
    """Write the numbers that a browser would show into the entries of an ordered list."""
    items = [child for child in entries if child.tag == "li"]
    step = -1 if entries.get("reversed") is not None else 1
    number = _integer(entries.get("start"), len(items) if step < 0 else 1)
    style = (entries.get("style") or "") + (entries.get("class") or "")
    if ("list-style" in style and "none" in style) or "references" in style:
        return
    for item in items:
        number = _integer(item.get("value"), number)
        words = _number_in_words(number, entries.get("type") or "1")
        _write_before(item, f"{words}. ")
        number += step


def _write_before(item, words):
    """Prepend words to an entry, within its first paragraph if it begins with one."""
    first = item[0] if len(item) and not (item.text or "").strip() else None
    place = first if first is not None and first.tag == "p" else item
    place.text = words + (place.text or "").lstrip()


def _integer(words, otherwise):
    try:
        number = int(words)
    except (TypeError, ValueError):
        return otherwise
    return number if abs(number) <= MAX_NUMBER else otherwise


def _number_in_words(number, kind):
    if kind in ("a", "A") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if kind == "A" else letter
    if kind in ("i", "I") and 1 <= number < 4000:
        words = ""
        for value, letters in ROMAN:
            count, number = divmod(number, value)
            words += letters * count
        return words.upper() if kind == "I" else words
    return str(number)


def is_table_of_data(table):
    """Whether a table has rows of values and is not used for layout."""
    if (table.get("role") or "") == "presentation" or table.find(".//table") is not None:
        return False
    if any(above.tag in ("td", "th") for above in table.iterancestors()):
        return True  # inside a layout table
    cells = [cell for row in table.iter("tr") for cell in row if cell.tag in ("td", "th")]
    if not cells or table.find(".//form") is not None:
        return False
    long = sum(len("".join(cell.itertext())) > MAX_CELL for cell in cells)
    return long * 4 <= len(cells) and (len(cells) > 1 or long == 0)


def write_rows(table):
    """Turn a table into a box with its caption and a paragraph for each row."""
    lines, spans = [], {}
    for part in table.iter("caption", "tr"):
        words = (
            _words(part) if part.tag == "caption" else CELL.join(_cells(part, spans)).rstrip(" |")
        )
        if words.strip(" |"):
            lines.append(words)
    for child in list(table):
        table.remove(child)
    table.text, table.tag = None, "div"
    for line in lines:
        paragraph = html.Element("p")
        paragraph.text = line
        table.append(paragraph)


def _cells(row, spans):
    """The words of each column; a cell that spans rows is repeated in each of them.

    `spans` is {column: [rows left, words]} and is changed.
    """
    found, column = [], 0
    for cell in [cell for cell in row if cell.tag in ("td", "th")]:
        column = _spanned(found, column, spans)
        words, rows = _words(cell), _integer(cell.get("rowspan"), 1)
        for place in range(max(1, min(_integer(cell.get("colspan"), 1), 100))):
            if rows > 1:
                spans[column] = [rows - 1, words]
            found.append(words if place == 0 else "")
            column += 1
    _spanned(found, column, spans)
    return found


def _spanned(found, column, spans):
    while column in spans:
        rows, words = spans[column]
        found.append(words)
        if rows > 1:
            spans[column] = [rows - 1, words]
        else:
            del spans[column]
        column += 1
    return column


def _words(element):
    """The words of a cell; blocks within it are separated by a space."""
    for node in element.iter("script", "style"):
        node.text = None
    for node in element.iter(*BLOCKS, "br", "li", "dd", "dt"):
        if node is not element:
            node.text = f" {node.text or ''}"
            node.tail = f" {node.tail or ''}"
    return " ".join("".join(element.itertext()).split())
