"""`manage.py shared`: the rows that every project reads and none may change."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from annotations.services.codebooks import install_codebook
from incidents.services import load_gazetteer

CODEBOOKS = settings.BASE_DIR / "annotations" / "data"


class Command(BaseCommand):
    """Load what is missing. Safe to run at any time."""

    help = "Load the regions, countries, divisions and codebooks that all projects share."

    def handle(self, *args, **options):
        places = load_gazetteer()
        books = [
            install_codebook(json.loads(path.read_text(encoding="utf-8")))
            for path in sorted(CODEBOOKS.glob("*.json"))
        ]
        if options["verbosity"]:
            self.stdout.write(
                f"{places.regions} regions, {places.countries} countries, {places.divisions} "
                f"divisions and {sum(books)} codebooks are new."
            )
