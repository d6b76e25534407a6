"""Measure, wrap and cut text in a drawing. Pure."""

from unicodedata import east_asian_width


def width_in_letters(text: str) -> int:
    """The width of a text in letters: East Asian wide characters count as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def wrap_text(text: str, most: int, lines: int) -> list[str]:
    """Wrap the text to at most `lines` lines of `most` letters; end with an ellipsis if cut."""
    found, line = [], ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        if width_in_letters(joined) <= most:
            line = joined
            continue
        found += [line] if line else []
        line = word
    found.append(line)
    kept = [cut_line(line, most) for line in found[:lines]]
    if len(found) > lines:
        kept[-1] = cut_line(f"{kept[-1]} …", most)
    return kept


def cut_line(line: str, most: int) -> str:
    """The line, cut at a word if possible to `most` letters including an ellipsis."""
    if width_in_letters(line) <= most:
        return line
    kept = line.rstrip("… ")
    while width_in_letters(kept) > most - 1 and " " in kept:
        kept = kept.rpartition(" ")[0].rstrip()
    while width_in_letters(kept) > most - 1:
        kept = kept[:-1]
    return f"{kept}…"
