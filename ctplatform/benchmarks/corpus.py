"""Texts and passages generated from a fixed seed."""

import random

WORDS = """
the group claimed attack province border officials said at least killed wounded police
district security forces reported near market road checkpoint convoy village before after
statement spokesman denied responsibility government region year month night morning local
""".split()  # noqa: SIM905 - one word a line would be three screens


def article(words: int, seed: int = 1) -> str:
    """Paragraphs of about 90 words with a full stop at the end."""
    pick = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    paragraphs, left = [], words
    while left > 0:
        count = min(left, pick.randint(60, 120))
        line = " ".join(pick.choice(WORDS) for _ in range(count))
        paragraphs.append(f"{line[0].upper()}{line[1:]}.")
        left -= count
    return "\n\n".join(paragraphs)


def passages(text: str, count: int, seed: int = 2) -> list[dict]:
    """`count` different overlapping passages of 5 to 120 characters within one line."""
    pick, found = random.Random(seed), {}  # noqa: S311
    while len(found) < count:
        start = pick.randrange(len(text) - 130)
        end = start + pick.randint(5, 120)
        if "\n" not in text[start:end] and text[start:end].strip() == text[start:end]:
            found[start, end] = {"start": start, "end": end, "quote": text[start:end]}
    return list(found.values())
