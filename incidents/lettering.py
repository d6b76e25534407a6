"""Pure: how much room words take in a drawing, and how they are wrapped and cut."""

from unicodedata import east_asian_width


def letters(text: str) -> int:
    """How many letters' room a text takes: wide ones take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, most: int, lines: int) -> list[str]:
    """The text in at most so many lines of at most so many letters; the rest is an ellipsis."""
    found, line = [], ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        if letters(joined) <= most:
            line = joined
            continue
        found += [line] if line else []
        line = word
    found.append(line)
    kept = [cut(line, most) for line in found[:lines]]
    if len(found) > lines:
        kept[-1] = cut(f"{kept[-1]} …", most)
    return kept


def cut(line: str, most: int) -> str:
    """The line, or as much of it as fits before an ellipsis."""
    if letters(line) <= most:
        return line
    while letters(line) > most - 1:
        line = line[:-1]
    return f"{line.rstrip('… ')}…"
