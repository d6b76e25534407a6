"""`manage.py countries`: load the shared countries, or bring them up to date."""

from django.core.management.base import BaseCommand

from incidents.services import load_countries


class Command(BaseCommand):
    help = "Load the countries of ISO 3166-1 as places shared by all projects (idempotent)."

    def handle(self, *args, **options):
        new = load_countries()
        if options["verbosity"]:
            self.stdout.write(f"{new} countries are new.")
