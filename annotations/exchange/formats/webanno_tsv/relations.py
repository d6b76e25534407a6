"""The relations of a WebAnno TSV file: arcs, slots of spans, chains."""

import re
from collections.abc import Iterator, Mapping

from annotations.exchange.formats.webanno_tsv.escapes import split_cell, unescape_value
from annotations.exchange.formats.webanno_tsv.layers import Layer
from annotations.exchange.formats.webanno_tsv.rows import Found, TokenRow, find_label
from ctplatform.exchange.limits import Unreadable

TARGET = re.compile(r"(\d{1,9}-\d{1,9}(?:\.\d{1,9})?)(?:\[(\d{1,9})(?:_(\d{1,9}))?\])?")


class RelationReader:
    """Reads the relations of one file; `at` has annotations by (row's name, number or layer)."""

    def __init__(self, name: str, rows: list[TokenRow], layers: list[Layer], found, at: Mapping):
        self.name, self.rows, self.layers, self.found, self.at = name, rows, layers, found, at

    def read(self) -> Iterator[tuple[str, list[tuple[str, Found | None]], dict[str, str]]]:
        """Yield (label, members as pairs of role and annotation, values) of each relation."""
        yield from self._arcs()
        yield from self._slot_relations()
        yield from self._chains()

    def _arcs(self):
        for row in self.rows:
            for layer in self.layers:
                cells = row.cells[layer.first : layer.first + layer.width]
                if layer.kind == "RL" and cells and cells[-1] not in ("_", "", "*"):
                    yield from self._arcs_of(row, layer, cells)

    def _arcs_of(self, row, layer, cells):
        stacks = [split_cell(cell, "|") for cell in cells[:-1]]
        for index, target in enumerate(cells[-1].split("|")):
            match = TARGET.fullmatch(target)
            if match is None:
                raise Unreadable(
                    f"{self.name}, line {row.row}: “{target[:40]}” is not the number of a token.",
                    row.row,
                )
            values = {
                name: unescape_value(stack[index][0] if index < len(stack) else "*")
                for name, stack in zip(layer.features, stacks, strict=False)
            }
            place, source, own = match[1], int(match[2] or 0), int(match[3] or 0)
            members = (
                (values.get("governorRole") or "Governor", self._target(place, source, layer)),
                (values.get("dependentRole") or "Dependent", self._target(row.name, own, layer)),
            )
            yield find_label(values), members, values

    def _target(self, place, number, layer):
        if number:
            return self.at.get((place, number))
        return self.at.get((place, layer.base)) or (
            self.at.get((place, 0)) if layer.base == "uima.tcas.Annotation" else None
        )

    def _slot_relations(self):
        for each in self.found.values():
            by_name = {}
            for name, role, target in each.slots:
                match = TARGET.fullmatch(target)
                hit = match and self._target(match[1], int(match[2] or 0), each.layer)
                by_name.setdefault(name, []).append((role, hit))
            for name, members in by_name.items():
                if each.layer.is_group:
                    yield find_label(each.values), members, each.values
                else:
                    yield name, [("", each), *members], {}

    def _chains(self):
        chains = {}
        for each in self.found.values():
            if each.layer.kind == "CH":
                chain = (each.layer.name, each.values["chain"])
                chains.setdefault(chain, []).append(("", each))
        for (layer, _number), members in chains.items():
            if len(members) > 1:
                yield layer.rpartition(".")[2], members, {}
