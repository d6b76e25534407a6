"""`manage.py prepare migrate shared static demo`: what `run` needs done before it serves."""

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Do the named steps in one process, since starting Django costs more than most of them."""

    help = "Migrate the database, collect the static files, load the demo project."

    def add_arguments(self, parser):
        parser.add_argument("steps", nargs="+", choices=["migrate", "shared", "static", "demo"])

    def handle(self, *args, steps, **options):
        for step in steps:
            getattr(self, step)()

    def migrate(self):
        call_command("migrate", interactive=False, verbosity=0)

    def shared(self):
        call_command("shared", verbosity=0)

    def static(self):
        """Leaves out what no page of ours uses: it is most of the bytes."""
        unused = ["rest_framework", "redoc"]
        call_command(
            "collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=unused
        )

    def demo(self):
        """Once: the command itself leaves a demo alone that is there."""
        if "demo" in get_commands():
            call_command("demo", verbosity=0)
