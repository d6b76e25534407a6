"""`manage.py export_project SLUG FILE --by USER`: write the bundle of a project."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ctplatform.accounts.models import Project, Role, User
from ctplatform.accounts.roles import has_role
from ctplatform.audit.services import Channel, Download
from ctplatform.bundles.writing import write_bundle


class Command(BaseCommand):
    help = "Write a project to one file, with what its owner, or an administrator, may see of it."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="address of the project")
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of the one who exports")

    def handle(self, *args, slug, file, by, **options):
        user = User.objects.filter(username=by, is_active=True).first()
        project = Project.objects.filter(slug=slug).first()
        if user is None or project is None or not has_role(user, project, Role.OWNER):
            raise CommandError(f"“{by}” does not own a project “{slug}”.")
        try:
            with file.open("xb") as opened:
                manifest = write_bundle(project, reader=user, file=opened, report=_silent)
        except OSError as error:
            raise CommandError(str(error)) from error
        download = Download("bundles", "zip", Channel.COMMAND, account=user, projects=[project.pk])
        download.finish(manifest.rows, file.stat().st_size)
        self.stdout.write(f"{file}: {manifest.rows} rows, {file.stat().st_size / 1e6:.1f} MB")
        for table, rows in manifest.hidden.items():
            self.stdout.write(f"Not in it, since “{by}” may not see them: {rows} of {table}")
        for name in manifest.missing_files:
            self.stdout.write(f"Missing in the storage: {name}")


def _silent(_done, _total):
    """A report that nobody reads."""
