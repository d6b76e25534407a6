"""`manage.py query_tables "SELECT ..." events.parquet`: ask exported tables, with DuckDB."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ctplatform.exchange.analysis.duckdb_engine import BadQuestion, EngineMissing, query_files
from ctplatform.exchange.tables import write_csv


class Command(BaseCommand):
    help = "Answer a SQL question on exported Parquet files as CSV; needs DuckDB."

    def add_arguments(self, parser):
        parser.add_argument("question", help="SQL; each file is a table of its name")
        parser.add_argument("files", nargs="+", type=Path, help="Parquet files, as exported")

    def handle(self, *, question, files, **_options):
        if missing := [str(path) for path in files if not path.is_file()]:
            raise CommandError(f"No such file: {', '.join(missing)}.")
        try:
            names, rows = query_files(files, question)
        except (BadQuestion, EngineMissing) as error:
            raise CommandError(str(error)) from error
        for piece in write_csv(iter(rows), tuple(names)):
            self.stdout.write(piece.decode(), ending="")
