"""`manage.py prepare migrate shared static demo`: the preparations of `run`."""

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Run the named steps in one process, since starting Django takes longer than most of them."""

    help = "Migrate the database, collect the static files, load the demo project."

    def add_arguments(self, parser):
        parser.add_argument("steps", nargs="+", choices=["migrate", "shared", "static", "demo"])

        parser.add_argument("--address", default="http://127.0.0.1:8000", metavar="URL")

    def handle(self, *args, steps, address, **options):
        self.address = address
        for step in steps:
            getattr(self, step)()

    def migrate(self):
        call_command("migrate", interactive=False, verbosity=0)

    def shared(self):
        call_command("shared", verbosity=0)

    def static(self):
        """Collect static files, except those that our pages do not use, most of the bytes."""
        unused = ["rest_framework", "redoc"]
        call_command(
            "collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=unused
        )

    def demo(self):
        """Load the demo, unless it has been loaded."""
        if "demo" in get_commands():
            call_command("demo", address=self.address, verbosity=0)
