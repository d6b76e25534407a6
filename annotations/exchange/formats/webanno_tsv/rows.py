"""What is read from the lines of tokens: rows, and annotations that cover some."""

from dataclasses import dataclass, field

from annotations.exchange.formats.webanno_tsv.layers import Layer

LABELS = ("value", "label", "DependencyType", "PosValue", "referenceType")
OWN = ("note", "annotator", "governorRole", "dependentRole")


@dataclass
class TokenRow:
    """A line of a token or of a part of one, with positions in UTF-16 code units."""

    row: int
    name: str
    start: int
    end: int
    shown: str
    cells: list[str]


@dataclass
class Found:
    """An annotation while its rows are read."""

    key: str
    layer: Layer
    rows: list[TokenRow]
    values: dict[str, str]
    slots: list[tuple[str, str, str]] = field(default_factory=list)


def find_label(values: dict[str, str]) -> str:
    """The value that names the code of an annotation or a relation; "" for none."""
    return next((values[name] for name in LABELS if values.get(name)), "")


def other_values(values: dict[str, str], label: str) -> dict[str, str]:
    """The values that are neither the label nor ours."""
    used = next((name for name in LABELS if values.get(name) == label), "")
    return {
        name: value for name, value in values.items() if name not in OWN and name != used and value
    }
