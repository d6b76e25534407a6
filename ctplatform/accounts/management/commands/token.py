from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ctplatform.accounts.models import User
from ctplatform.accounts.sign_in.tokens import create_token


class Command(BaseCommand):
    help = "Make an API token for a user and print it (it cannot be shown again)."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", default="command line")
        parser.add_argument("--days", type=int, default=90, help="how long it works (90)")

    def handle(self, *, username, name, days, **options):
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        try:
            expires = timezone.now() + timedelta(days=days)
            _, key = create_token(by=user, name=name, expires=expires)
        except (ValidationError, OverflowError) as error:
            raise CommandError(f"--days {days}: choose 1 to 366.") from error
        self.stdout.write(key)
