"""Register the layout of another dataset: its columns, its codes, and what it cannot hold."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.analysis.columns import DICTIONARY, Column, dictionary_rows
from ctplatform.exchange.registry import register_writer
from ctplatform.exchange.tables import write_csv
from incidents.exports.datasets.events import DatasetEvent, dataset_events

CODES = ("column", "code", "meaning", "here")


@dataclass(frozen=True)
class DatasetLayout:
    """The columns of another dataset, in its order, then those that it has not.

    `left_out(event)` says why the dataset has no row for an incident, "" where it has one;
    `values(event)` gives {column: value} of its row. `losses` are pairs of plain words and a
    function: whether that is lost of an incident. `codes` are rows of CODES: a code of the dataset,
    what it means, and the term here.
    """

    name: str
    label: str
    about: str
    columns: tuple[Column, ...]
    codes: tuple[tuple, ...]
    left_out: Callable[[DatasetEvent], str]
    values: Callable[[DatasetEvent], dict]
    losses: tuple[tuple[str, Callable[[DatasetEvent], bool]], ...]

    @property
    def names(self):
        return tuple(each.name for each in self.columns)

    def rows(self, incidents, reader):
        """Yield the tuples of the incidents that the dataset has a row for."""
        for event in dataset_events(incidents, reader):
            if not self.left_out(event):
                yield tuple(map(self.values(event).get, self.names))

    def count_unwritable(self, incidents, reader):
        """{what is lost, or why there is no row: number of incidents}."""
        found = Counter()
        for event in dataset_events(incidents, reader):
            if why := self.left_out(event):
                found[str(why)] += 1
            else:
                found.update(str(words) for words, is_lost in self.losses if is_lost(event))
        return found


_layouts: list[DatasetLayout] = []


def dataset_layouts() -> tuple[DatasetLayout, ...]:
    return tuple(_layouts)


def register_layout(layout: DatasetLayout) -> None:
    """Register the table, its dictionary and its list of codes as formats of incidents."""
    _layouts.append(layout)

    def table_pieces(rows, reader):
        return write_csv(layout.rows(rows, reader), layout.names)

    def dictionary_pieces(_rows, _reader):
        return write_csv(iter(dictionary_rows(layout.name, layout.columns)), DICTIONARY)

    def code_pieces(_rows, _reader):
        return write_csv(iter(layout.codes), CODES)

    for suffix, label, write, more in (
        ("csv", layout.label, table_pieces, {"losses": layout.count_unwritable}),
        ("dictionary", _("Its columns explained"), dictionary_pieces, {}),
        ("codes", _("Its codes explained"), code_pieces, {}),
    ):
        register_writer(
            "incidents",
            f"{layout.name}_{suffix}",
            label=label,
            media_type="text/csv; charset=utf-8",
            extension="csv",
            group=layout.name,
            about=layout.about,
            **more,
        )(write)
