"""`manage.py copy_project FILE --by USER`: make a new project of a bundle."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ctplatform.accounts.models import User
from ctplatform.bundles import services
from ctplatform.bundles.reading.checking import BundleRefused


class Command(BaseCommand):
    help = "Make a new, private project of a bundle, with new ids; the user is its owner."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of the owner of the copy")
        parser.add_argument("--title", default="", help="otherwise that of the bundle")

    def handle(self, *args, file, by, title, **options):
        user = User.objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no user “{by}”.")
        try:
            made = services.copy_project(file, by=user, title=title)
        except (BundleRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"“{made.title}” is at the address “{made.slug}”.")
