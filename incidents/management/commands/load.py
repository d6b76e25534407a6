"""`manage.py load FILE --project SLUG --by USER`: import incidents from the command line."""

import json
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from ctplatform.accounts.models import Project, User
from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import readers_of
from incidents.imports.formats.loading import load_file
from incidents.imports.services import ImportRefused, RowDestination
from incidents.imports.services.options import BadOption, clean_options, dataset_of
from incidents.vocabularies import RIGHTS

SHOWN = 50  # number of errors that are printed


class Command(BaseCommand):
    help = "Import incidents from a file: all of its rows, or none."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", required=True, help="address (slug) of the project")
        parser.add_argument("--by", required=True, help="user name of the one who imports")
        parser.add_argument(
            "--format", required=True, choices=[r.name for r in readers_of("incidents")]
        )
        parser.add_argument(
            "--dataset", default="", help="name under which the rows' keys are kept"
        )
        parser.add_argument("--rights", choices=list(RIGHTS))
        parser.add_argument("--mapping", type=Path, help="JSON: what the columns mean")
        parser.add_argument("--encoding", default="", help="of a CSV that is not UTF-8")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *, file, project, by, format, dataset, rights, dry_run, **options):
        try:
            mapping = options["mapping"].read_text(encoding="utf-8") if options["mapping"] else ""
            chosen = clean_options(format=format, mapping=mapping, encoding=options["encoding"])
            target = RowDestination(
                Project.objects.get(slug=project),
                dataset_of(format, dataset),
                rights,
                chosen.get("actors"),
                reason=f"Import of {file.name}",
            )
            user = User.objects.get(username=by)
            self._load(file, format, chosen, target, by=user, dry_run=dry_run)
        except (Project.DoesNotExist, User.DoesNotExist, OSError, BadOption) as error:
            raise CommandError(str(error)) from error
        except (Unreadable, PermissionDenied) as error:
            row = f"Row {error.row}: " if getattr(error, "row", None) else ""
            raise CommandError(f"{row}{error}") from error

    def _load(self, *what, **how):
        try:
            summary = load_file(*what, report=self._report, **how)
        except ImportRefused as error:
            for note in error.notes[:SHOWN]:
                where = f", {note.column}" if note.column else ""
                self.stderr.write(f"Row {note.row}{where}: {note.message}")
            raise CommandError(str(error)) from error
        for note in summary["warned"][:SHOWN]:
            self.stderr.write(f"Row {note['row']}: {note['message']}")
        shown = {
            name: value for name, value in summary.items() if not isinstance(value, (list, dict))
        }
        self.stdout.write(json.dumps(shown))

    def _report(self, done, total):
        if self.stdout.isatty():
            self.stdout.write(f"\r{done} of {total}", ending="")
