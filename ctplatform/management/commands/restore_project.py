"""`manage.py restore_project FILE --by USER`: put a project in from its bundle."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from ctplatform.accounts.models import User
from ctplatform.bundles import services
from ctplatform.bundles.reading.checking import BundleRefused


class Command(BaseCommand):
    """The project keeps its ids, members and history; `copy_project` makes a new one."""

    help = (
        "Put a project in from its bundle, with the ids that it had. People without an account get "
        "a closed one: an administrator opens it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="user name of an administrator of the site")
        parser.add_argument(
            "--same-people",
            action="store_true",
            help="equal user names, there and here, belong to the same people",
        )
        parser.add_argument(
            "--person",
            action="append",
            default=[],
            metavar="THERE=HERE",
            help="whose account is whose; may be repeated",
        )

    def handle(self, *args, file, by, same_people, person, **options):
        user = User.objects.filter(username=by, is_superuser=True, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no administrator “{by}”.")
        if unclear := [each for each in person if each.count("=") != 1]:
            raise CommandError(f"--person {unclear[0]}: write THERE=HERE.")
        people = dict(each.split("=") for each in person)
        try:
            made = services.restore_project(file, by=user, people=people, same_people=same_people)
        except (BundleRefused, PermissionDenied, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"“{made.title}” is at the address “{made.slug}”.")
