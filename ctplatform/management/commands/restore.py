from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ctplatform.ops import backups, preparation


class Command(BaseCommand):
    """The whole backup is checked before anything here is changed."""

    help = "Make this installation what a backup holds."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="even if this installation is not empty"
        )

    def handle(self, *args, file, replace, **options):
        try:
            manifest = backups.restore_backup(file, replace=replace)
        except (backups.BackupError, preparation.InUse, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored what was backed up at {manifest['made']}.")
