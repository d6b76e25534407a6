from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ctplatform.ops import backups


class Command(BaseCommand):
    """Keep the file as safe as the installation: it has the secret key and all data of users."""

    help = "Write the whole installation (database, uploads, secret key) to one file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        try:
            backups.back_up(file)
        except (backups.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
