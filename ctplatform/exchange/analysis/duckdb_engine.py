"""DuckDB, an optional engine: it writes Parquet files and answers questions on them.

This is the one module that uses it. Nothing else depends on it: without DuckDB the platform runs,
counts and exports as usual, and only Parquet files and `manage.py query_tables` are refused, with
the command that installs it. It never opens the database of the platform, only files that were
exported, so what a person may not export it cannot read.
"""

import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext as _

from ctplatform.exchange.analysis.workbooks import file_blocks
from ctplatform.exchange.tables import write_jsonl

INSTALL = "pip install duckdb"
MEMORY = "512MB"  # what a query or a file may take; more spills to the disk


class EngineMissing(RuntimeError):
    """DuckDB is not installed; the message states how to install it."""


def refuse_without_engine() -> str:
    """Why Parquet is not written here; "" where it is."""
    if find_spec("duckdb"):
        return ""
    words = _("Parquet files need DuckDB, which is not installed here (%s). CSV needs nothing.")
    return words % INSTALL


class BadQuestion(ValueError):
    """A question that DuckDB refuses; the message is its own."""


@contextmanager
def connect(folder):
    """A connection in memory with temporary files in `folder`; it loads no extensions."""
    if why := refuse_without_engine():
        raise EngineMissing(why)
    import duckdb  # noqa: PLC0415  an optional package

    settings = {
        "temp_directory": str(folder),
        "memory_limit": MEMORY,
        "threads": 1,
        "autoinstall_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        yield connection


def write_parquet(table, columns, rows):
    """Yield the bytes of a Parquet file of `rows` (tuples of `columns`), from temporary files.

    Memory is constant: the rows go to a file of JSON Lines, from which DuckDB writes typed columns.
    """
    names = tuple(each.name for each in columns)
    with tempfile.TemporaryDirectory() as folder:
        lines, path = Path(folder) / "rows.jsonl", Path(folder) / f"{table}.parquet"
        with lines.open("wb") as file:
            file.writelines(write_jsonl(rows, names))
        types = ", ".join(f"{_quoted(each.name)}: '{each.kind.sql}'" for each in columns)
        with connect(folder) as connection:
            if lines.stat().st_size:
                source = f"read_json('{lines}', format='newline_delimited', columns={{{types}}})"
            else:  # DuckDB reads no row from an empty file but needs its columns
                empty = (f"NULL::{each.kind.sql} AS {_name(each.name)}" for each in columns)
                source = f"(SELECT {', '.join(empty)} LIMIT 0)"
            connection.execute(
                # The columns are declared in code, the paths are temporary ones of this process.
                f"COPY (SELECT * FROM {source}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
            )
        yield from file_blocks(path)


def query_files(paths, question):
    """(names of the columns, rows) of a SQL question on Parquet files, each a table of its name.

    The question can read these files and nothing else on the machine. Raises BadQuestion.
    """
    paths = [path.resolve() for path in paths]
    with tempfile.TemporaryDirectory() as folder, connect(folder) as connection:
        connection.execute(f"SET allowed_paths = [{', '.join(_quoted(str(p)) for p in paths)}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        for path in paths:
            file = f"read_parquet({_quoted(str(path))})"
            connection.execute(f"CREATE VIEW {_name(path.stem)} AS FROM {file}")
        import duckdb  # noqa: PLC0415  `connect` has checked that it is installed

        try:
            found = connection.execute(question)
            return [each[0] for each in found.description], found.fetchall()
        except duckdb.Error as error:
            raise BadQuestion(str(error)) from error


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


def _name(text):
    return '"' + text.replace('"', '""') + '"'
