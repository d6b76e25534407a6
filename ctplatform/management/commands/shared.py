"""`manage.py shared`: the rows that every project reads and none may change."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from annotations.services.codebooks import install_codebook
from incidents.services import load_countries

CODEBOOKS = settings.BASE_DIR / "annotations" / "data"


class Command(BaseCommand):
    """Load what is missing. Safe to run at any time."""

    help = "Load the countries of ISO 3166-1 and the codebooks that all projects share."

    def handle(self, *args, **options):
        countries = load_countries()
        books = [
            install_codebook(json.loads(path.read_text(encoding="utf-8")))
            for path in sorted(CODEBOOKS.glob("*.json"))
        ]
        if options["verbosity"]:
            self.stdout.write(f"{countries} countries and {sum(books)} codebooks are new.")
