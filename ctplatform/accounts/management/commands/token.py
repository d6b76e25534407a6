from django.core.management.base import BaseCommand, CommandError

from ctplatform.accounts.models import User
from ctplatform.accounts.services import create_token


class Command(BaseCommand):
    help = "Make an API token for a user and print it (it cannot be shown again)."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", default="command line")

    def handle(self, *, username, name, **options):
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        _, key = create_token(by=user, name=name)
        self.stdout.write(key)
