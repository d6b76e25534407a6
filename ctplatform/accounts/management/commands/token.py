from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ctplatform.accounts.models import Project, User
from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.rest.scopes import Scope


class Command(BaseCommand):
    help = "Make an API token for a user and print it (it cannot be shown again)."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", default="command line")
        parser.add_argument("--days", type=int, default=90, help="how long it works (90)")
        parser.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help="what it permits (all)",
        )
        parser.add_argument(
            "--project", action="append", help="limit it to this project (its slug)"
        )

    def handle(self, *, username, name, days, scope, project, **options):
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        projects = None if project is None else list(Project.objects.filter(slug__in=project))
        if projects is not None and len(projects) != len(set(project)):
            raise CommandError("There is no project of that slug.")
        try:
            expires = timezone.now() + timedelta(days=days)
        except OverflowError as error:
            raise CommandError(f"--days {days}: choose 1 to 366.") from error
        try:
            _, key = create_token(
                by=user, name=name, expires=expires, scopes=scope, projects=projects
            )
        except ValidationError as error:
            raise CommandError(_reason(error, days)) from error
        self.stdout.write(key)


def _reason(error, days):
    if "expires" in error.message_dict:
        return f"--days {days}: choose 1 to 366."
    return " ".join(error.messages)
