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
        return _against(_attackers(attackers) or kind or "Attack", targets)
    if fighters:
        return _against(fighters[0], fighters[1:])
    return kind or "Incident"


def _attackers(parts):
    sure = [part.actor for part in parts if part.role == "perpetrator"]
    doubted = [part.actor for part in parts if part.role == "suspected_perpetrator"]
    alternatives = f"{' / '.join(doubted)} (suspected)" if doubted else ""
    return _joined([*sure, *filter(None, [alternatives])])


def _against(attackers, others):
    return f"{attackers} against {_joined(others)}" if others else attackers


def _joined(names):
    names = list(dict.fromkeys(names))
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _in_sentence(name):
    """The name in a sentence: “Civilians” becomes lower case, other names keep their capitals."""
    return name.lower() if name.casefold() in ("civilians", "civilian", "unknown") else name
