"""Runs inside Django: an import of rows like UCDP's, against writing the same rows raw.

`python -m ctplatform.benchmarks.imports ROWS` prints JSON. The reference writes as many rows into
the same tables, made beforehand: by COPY on PostgreSQL, in big INSERTs on SQLite.
"""

import csv
import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after setup
from django.db import connection, transaction  # noqa: E402

from ctplatform.accounts.models import Project  # noqa: E402
from ctplatform.accounts.services import create_project  # noqa: E402
from ctplatform.curation.services import spool  # noqa: E402
from incidents.formats.loading import load_file  # noqa: E402
from incidents.services.imports import Target  # noqa: E402

HEADER = (
    "id", "year", "type_of_violence", "side_a_new_id", "side_a", "side_b_new_id", "side_b",
    "source_office", "where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude",
    "country", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low",
)  # fmt: skip
COUNTRIES = ("Afghanistan", "Iraq", "Mali", "Nigeria", "DR Congo (Zaire)", "Syria", "Somalia")


def write_rows(path, count, seed=1):
    """A file of `count` events among 300 actors and as many places as GED has for so many."""
    pick = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    places = max(20, count // 12)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            place, day = pick.randrange(places), f"20{pick.randrange(10, 24)}-{number % 12 + 1:02}"
            a, b, deaths = pick.randrange(30), pick.randrange(270), pick.randrange(9)
            writer.writerow(
                [number + 1, day[:4], pick.randint(1, 3), a, f"Government of No. {a}", 1000 + b,
                 f"Group {b}", "Agency; Paper", place % 4 + 1, f"Town {place}",
                 f"Province {place % 40}", f"District {place % 400}",
                 round(place % 60 + place / places, 4), round(place % 90 + place / places, 4),
                 COUNTRIES[place % len(COUNTRIES)], 1 + (number % 15 == 0), 1, f"{day}-11",
                 f"{day}-11", 0, deaths, 0, 0, deaths, deaths + 1, deaths]
            )  # fmt: skip


class Timed:
    """Seconds of the clock and of this process's processor."""

    def __enter__(self):
        self.began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_):
        self.wall = round(time.perf_counter() - self.began[0], 2)
        self.cpu = round(time.process_time() - self.began[1], 2)


class Raw:
    """Keeps the lines that a spool held, to write them once more without anything around them."""

    def __init__(self):
        self.files, self.insert = {}, spool.Spool.insert

    def install(self):
        def insert(kept, tick=lambda rows: None):
            began = time.perf_counter()
            self.insert(kept, tick)
            self.transaction = round(time.perf_counter() - began, 2)
            for model, file in kept.files.items():
                file.seek(0)
                copy = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this run
                copy.writelines(file)
                self.files[model] = copy

        spool.Spool.insert = insert

    def write(self):
        """Write the rows into tables that no longer hold them; returns how many of each."""
        kept = spool.Spool()
        kept.files = self.files
        for model in reversed(list(self.files)):
            model._base_manager.all()._raw_delete(connection.alias)
        with Timed() as timed, transaction.atomic():
            self.insert(kept)
        return timed


def main(count):
    user = get_user_model().objects.get(username="bench")
    project = Project.objects.filter(slug="imports").first() or create_project(
        by=user, slug="imports", title="Imports"
    )
    raw, seen = Raw(), []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ged.csv"
        write_rows(path, count)
        how = {"by": user, "report": lambda done, total: seen.append((done, total))}
        target = Target(project, "ucdp-ged", "attribution")
        with Timed() as again_dry:
            load_file(path, "ucdp", {}, target, dry_run=True, **how)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        raw.install()
        with Timed() as whole:
            summary = load_file(path, "ucdp", {}, target, **how)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        spool.Spool.insert = raw.insert
        with Timed() as again:
            load_file(path, "ucdp", {}, target, **how)
        written = Counter({m._meta.label: sum(1 for _ in _rewound(f)) for m, f in raw.files.items()})
        reference = raw.write()
    print(json.dumps({
        "rows": count, "made": summary["made"], "written": written.total(),
        "seconds": whole.wall, "cpu": whole.cpu, "transaction": raw.transaction,
        "dry": again_dry.wall, "dry_cpu": again_dry.cpu,
        "again": again.wall, "again_cpu": again.cpu,
        "raw": reference.wall, "raw_cpu": reference.cpu,
        "grown_kib": grown, "peak_kib": before + grown, "reports": len(seen),
    }))  # fmt: skip - the caller reads it


def _rewound(file):
    file.seek(0)
    return file


if __name__ == "__main__":
    main(int(sys.argv[1]))
