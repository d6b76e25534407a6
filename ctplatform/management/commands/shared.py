"""`manage.py shared`: load the rows that every project reads and none may change."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from annotations.codebooks.services import install_codebook
from incidents.regions.services import load_region_sets
from incidents.services import load_gazetteer

CODEBOOKS = settings.BASE_DIR / "annotations" / "data"


class Command(BaseCommand):
    """Load the missing rows. Safe to run at any time."""

    help = "Load the regions, countries, divisions, region sets and codebooks that all share."

    def handle(self, *args, **options):
        places = load_gazetteer()
        sets = load_region_sets()
        books = [
            install_codebook(json.loads(path.read_text(encoding="utf-8")))
            for path in sorted(CODEBOOKS.glob("*.json"))
        ]
        if options["verbosity"]:
            self.stdout.write(
                f"{places.regions} regions, {places.countries} countries, {places.divisions} "
                f"divisions, {sets} region sets and {sum(books)} codebooks are new."
            )
