"""Register a table for analysis: one declaration of columns, written in all its formats."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.analysis.columns import DICTIONARY, Column, dictionary_rows
from ctplatform.exchange.analysis.duckdb_engine import refuse_without_engine, write_parquet
from ctplatform.exchange.analysis.workbooks import refuse_many_rows, write_workbook
from ctplatform.exchange.registry import register_writer
from ctplatform.exchange.tables import write_csv

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class AnalysisTable:
    """A table of a resource (`of`): its name, its columns, and what it holds in one sentence.

    `rows(queryset, reader)` yields tuples of texts, numbers and None in the order of the columns,
    with only what the reader may export.
    """

    of: str
    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[..., Iterable[tuple]]

    @property
    def names(self):
        return tuple(each.name for each in self.columns)


_tables: dict[str, AnalysisTable] = {}


def analysis_tables() -> list[AnalysisTable]:
    """All tables for analysis, in the order of their registration."""
    return list(_tables.values())


def register_analysis_table(table: AnalysisTable) -> None:
    """Register the formats of a table; lists, the API, the admin and the dictionary have them."""
    if table.of in _tables:
        raise ValueError(f"{table.of} has a table for analysis already")
    _tables[table.of] = table

    def csv_pieces(rows, reader):
        return write_csv(table.rows(rows, reader), table.names)

    def excel_pieces(rows, reader):
        yield BYTE_ORDER_MARK
        yield from csv_pieces(rows, reader)

    def workbook_pieces(rows, reader):
        return write_workbook(table.name, table.columns, table.rows(rows, reader))

    def parquet_pieces(rows, reader):
        return write_parquet(table.name, table.columns, table.rows(rows, reader))

    def dictionary_pieces(_rows, _reader):
        return write_csv(iter(dictionary_rows(table.name, table.columns)), DICTIONARY)

    csv_type, group = "text/csv; charset=utf-8", {"group": table.name, "about": table.about}
    few, engine = {"refuse": refuse_many_rows}, {"unavailable": refuse_without_engine}
    for name, label, media_type, extension, write, limits in (
        ("table_csv", _("Table"), csv_type, "csv", csv_pieces, {}),
        ("table_excel_csv", _("Table for Excel"), csv_type, "csv", excel_pieces, {}),
        ("table_xlsx", _("Table"), XLSX, "xlsx", workbook_pieces, few),
        ("table_parquet", _("Table"), PARQUET, "parquet", parquet_pieces, engine),
        ("table_dictionary", _("Its columns explained"), csv_type, "csv", dictionary_pieces, {}),
    ):
        register_writer(
            table.of,
            name,
            label=label,
            media_type=media_type,
            extension=extension,
            **group,
            **limits,
        )(write)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
