"""The layers that the header of a WebAnno TSV file declares, each with its columns."""

from dataclasses import dataclass

from ctplatform.exchange.limits import LIMITS, Unreadable

KINDS = {"#T_SP=": "SP", "#T_CH=": "CH", "#T_RL=": "RL"}
GROUP = "custom.Group"


@dataclass(frozen=True)
class Layer:
    """A layer: `kind` is SP (spans), CH (chains) or RL (relations); `first` its first column.

    `slots` are its columns of roles, `targets` those of their targets, `base` the layer that a
    relation or a slot refers to.
    """

    kind: str
    name: str
    features: tuple[str, ...]
    first: int
    slots: frozenset = frozenset()
    targets: frozenset = frozenset()
    base: str = ""

    @property
    def width(self) -> int:
        """The number of its columns."""
        return max(1, len(self.features)) + (self.kind == "RL")

    @property
    def main(self) -> int:
        """The column that shows which annotations a token has."""
        plain = [
            place
            for place, name in enumerate(self.features)
            if name not in self.slots and name not in self.targets
        ]
        return plain[0] if plain else 0

    @property
    def is_group(self) -> bool:
        """Whether its annotations are relations with any number of members."""
        return self.name == GROUP


def read_layer(line: str, row: int, first: int) -> Layer:
    """The layer that a line of the header declares; `first` is its first column."""
    kind = KINDS.get(line[:6])
    name, *parts = line[6:].strip().split("|")
    if kind is None or not name:
        raise Unreadable(f"Line {row}: a layer starts with #T_SP=, #T_CH= or #T_RL=.", row)
    parts = [part for part in parts if part]
    if first + len(parts) > LIMITS.columns:
        raise Unreadable(f"Line {row}: more than {LIMITS.columns} columns.", row)
    if kind == "RL":
        base = parts[-1].removeprefix("BT_") if parts and parts[-1].startswith("BT_") else ""
        return Layer(kind, name, tuple(parts[:-1] if base else parts), first, base=base)
    slots, targets, names, base = set(), set(), [], ""
    for place, part in enumerate(parts):
        if part.startswith("ROLE_"):
            names.append(part.partition(":")[2].partition("_")[0] or part)
            slots.add(names[-1])
        elif place and parts[place - 1].startswith("ROLE_"):
            base = part
            names.append(f"target of {names[-1]}")
            targets.add(names[-1])
        else:
            names.append(part)
    return Layer(kind, name, tuple(names), first, frozenset(slots), frozenset(targets), base)
