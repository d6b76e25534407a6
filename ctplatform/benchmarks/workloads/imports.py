"""Runs inside Django: an import of rows like UCDP's, changes of them, and undoing both.

`python -m ctplatform.benchmarks.workloads.imports ROWS` prints JSON. The reference writes the same
rows, in their stored form, into the same tables, and rolls back: COPY on PostgreSQL, INSERTs of
thousands on SQLite, and nothing else.
"""

import csv
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after setup
from django.db import transaction  # noqa: E402

from ctplatform.accounts.services import create_project  # noqa: E402
from ctplatform.benchmarks.workloads.processor_time import (  # noqa: E402
    process_of_database,
    processor_seconds,
)
from ctplatform.curation.models import Revision  # noqa: E402
from ctplatform.curation.services.bulk import records  # noqa: E402
from ctplatform.database import bulk_loader  # noqa: E402
from incidents.imports.formats.loading import load_file  # noqa: E402
from incidents.imports.services import RowDestination  # noqa: E402
from incidents.imports.undoing.services import undo_import  # noqa: E402
from incidents.models import (  # noqa: E402
    Actor,
    CasualtyEstimate,
    ExternalRecord,
    Incident,
    Participation,
    Place,
    TableImport,
)

WRITTEN = (Actor, Place, Incident, Participation, CasualtyEstimate, ExternalRecord, Revision)

HEADER = (
    "id",
    "year",
    "type_of_violence",
    "side_a_new_id",
    "side_a",
    "side_b_new_id",
    "side_b",
    "source_office",
    "where_prec",
    "where_coordinates",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "country",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
)
COUNTRIES = ("Afghanistan", "Iraq", "Mali", "Nigeria", "DR Congo (Zaire)", "Syria", "Somalia")


def write_rows(path, count, seed=1, changed=0):
    """Write `count` events with 300 actors and as many places as GED has for that size.

    The first `changed` have one fatality more than in a file without changes.
    """
    pick = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    places = max(20, count // 12)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            writer.writerow(_row(pick, number, places, extra=number < changed))


def _row(pick, number, places, extra):
    """The cells of an event; `extra` is one fatality more."""
    place, day = pick.randrange(places), f"20{pick.randrange(10, 24)}-{number % 12 + 1:02}"
    a, b, deaths = pick.randrange(30), pick.randrange(270), pick.randrange(9) + extra
    return [
        number + 1,
        day[:4],
        pick.randint(1, 3),
        a,
        f"Government of No. {a}",
        1000 + b,
        f"Group {b}",
        "Agency; Paper",
        place % 4 + 1,
        f"Town {place}",
        f"Province {place % 40}",
        f"District {place % 400}",
        round(place % 60 + place / places, 4),
        round(place % 90 + place / places, 4),
        COUNTRIES[place % len(COUNTRIES)],
        1 + (number % 15 == 0),
        1,
        f"{day}-11",
        f"{day}-11",
        0,
        deaths,
        0,
        0,
        deaths,
        deaths + 1,
        deaths,
    ]


class Timed:
    """Elapsed seconds, and processor seconds of this process and that of the database."""

    def __enter__(self):
        self.pid = process_of_database()
        self.began = time.perf_counter(), processor_seconds(self.pid)
        return self

    def __exit__(self, *_):
        self.wall = round(time.perf_counter() - self.began[0], 2)
        self.cpu = round(processor_seconds(self.pid) - self.began[1], 2)


class TimedLoader(bulk_loader.BulkLoader):
    """Writes its rows once as the reference and rolls back, then writes them again."""

    reference = transaction = None

    def insert(self, tick=lambda rows: None):
        with Timed() as TimedLoader.reference:
            point = transaction.savepoint()
            super().insert()
            transaction.savepoint_rollback(point)
        with Timed() as TimedLoader.transaction:
            super().insert(tick)


def main(count):
    user = get_user_model().objects.get(username="bench")
    slug = f"imports-{time.time_ns()}"  # a new project: in an old one the rows would be changes
    project = create_project(by=user, slug=slug, title="Imports")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ged.csv"
        write_rows(path, count)
        dry, _grown = run(path, project, user, dry_run=True)
        records.BulkLoader = TimedLoader
        whole, grown = run(path, project, user)
        records.BulkLoader = bulk_loader.BulkLoader
        again, _grown = run(path, project, user)
        write_rows(path, count, changed=count)
        changed, _grown = run(path, project, user)
    back, undone = undo_both(project, user)
    raw, own = TimedLoader.reference, TimedLoader.transaction
    found = {
        "rows": count,
        "written": sum(_of(model, project).count() for model in WRITTEN),
        "seconds": round(whole.wall - raw.wall, 2),
        "cpu": round(whole.cpu - raw.cpu, 2),
        "changed": 1000 * (changed.wall - again.wall) / count,
        "changed_cpu": 1000 * (changed.cpu - again.cpu) / count,
        "back": 1000 * back.wall / count,
        "back_cpu": 1000 * back.cpu / count,
        "peak_mib": peak_kib() // 1024,
        "grown_mib": grown // 1024,
    }
    times = {"raw": raw, "writing": own, "dry": dry, "again": again, "undone": undone}
    found |= {name: each.wall for name, each in times.items()}
    found |= {f"{name}_cpu": each.cpu for name, each in times.items()}
    print(json.dumps(found))  # the caller reads it


def run(path, project, user, **how):
    """(time of one import, growth of the process in KiB)."""
    before, target = peak_kib(), RowDestination(project, "ucdp-ged", "attribution")
    with Timed() as timed:
        load_file(path, "ucdp", {}, target, by=user, report=lambda done, total: None, **how)
    return timed, peak_kib() - before


def undo_both(project, user):
    """Undo the newer import and then the first; return the times of both."""
    sources = TableImport.objects.filter(project=project).order_by("id")
    times = []
    for source in (sources.last(), sources.first()):
        with Timed() as timed:
            undo_import(source, by=user)
        times.append(timed)
    return times


def peak_kib():
    """KiB of this process at its largest so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _of(model, project):
    name = "project" if "project" in {f.name for f in model._meta.fields} else "incident__project"
    return model._base_manager.filter(**{name: project})


if __name__ == "__main__":
    main(int(sys.argv[1]))
