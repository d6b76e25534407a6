"""Titles for imported rows without one, made of the sides of the event."""

from collections.abc import Iterable

from incidents.imports.imported_row import Part

PERPETRATORS = ("perpetrator", "suspected_perpetrator")


def title_of_sides(parts: Iterable[Part], kind="") -> str:
    """A title such as “A against B”; `kind` is the label of the attack, if it is known.

    Alternative perpetrators are joined by a slash and called suspected, because the row does not
    say that they acted together. Without any side the title is the kind.
    """
    parts = list(parts)
    attackers = [part for part in parts if part.role in PERPETRATORS]
    targets = [_in_sentence(part.actor) for part in parts if part.role == "target"]
    fighters = [_in_sentence(part.actor) for part in parts if part.role == "belligerent"]
    if attackers or targets:
        return _against_words(_attacker_words(attackers) or kind or "Attack", targets)
    if fighters:
        return _against_words(fighters[0], fighters[1:])
    return kind or "Incident"


def _attacker_words(parts):
    sure = [part.actor for part in parts if part.role == "perpetrator"]
    doubted = [part.actor for part in parts if part.role == "suspected_perpetrator"]
    alternatives = f"{' / '.join(doubted)} (suspected)" if doubted else ""
    return _joined_names([*sure, *filter(None, [alternatives])])


def _against_words(attackers, others):
    return f"{attackers} against {_joined_names(others)}" if others else attackers


def _joined_names(names):
    names = list(dict.fromkeys(names))
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _in_sentence(name):
    """The name in a sentence: “Civilians” becomes lower case, other names keep their capitals."""
    return name.lower() if name.casefold() in ("civilians", "civilian", "unknown") else name
