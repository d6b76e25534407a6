"""The keys that choose codes on the reading page.

No two codes of a family share a key, and none has a letter of the panel.
"""

from string import ascii_uppercase

PANEL_KEYS = "LFSGC"
"""Letters of the panel's parts: record, field, stance, grade, comment."""


def keys_of(codes) -> dict:
    """Map the id of each code to the key that chooses it; "" where none is free.

    `codes` come in their order. The first nine families have the digits 1 to 9. A child keeps its
    own letter unless the panel or an earlier child has it; then it gets the first free letter of
    its label, else of the alphabet.
    """
    families, children = [], {}
    for code in codes:
        if code.parent_id is None:
            families.append(code)
        else:
            children.setdefault(code.parent_id, []).append(code)
    keys = {code.pk: str(n) if n < 10 else "" for n, code in enumerate(families, 1)}
    for siblings in children.values():
        keys |= _letters_of(siblings)
    return keys


def _letters_of(siblings):
    letters, taken = {}, set(PANEL_KEYS)
    for code in siblings:
        own = code.key.upper()
        if own.isalpha() and own not in taken:
            letters[code.pk] = own
            taken.add(own)
    for code in siblings:
        if code.pk not in letters:
            letters[code.pk] = _free_letter(code.label, taken)
            taken.add(letters[code.pk])
    return letters


def _free_letter(label, taken):
    wanted = [letter for letter in label.upper() if letter in ascii_uppercase]
    return next((letter for letter in [*wanted, *ascii_uppercase] if letter not in taken), "")
