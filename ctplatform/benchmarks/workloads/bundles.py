"""Runs inside Django: a project of many incidents as a bundle, purged, and restored from it.

`python -m ctplatform.benchmarks.workloads.bundles INCIDENTS` prints JSON.
"""

import json
import sys
import tempfile
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after setup

from ctplatform.accounts.services import create_project  # noqa: E402
from ctplatform.benchmarks import growing  # noqa: E402
from ctplatform.benchmarks.workloads.imports import Timed, peak_kib  # noqa: E402
from ctplatform.bundles.reading.checking import check_bundle  # noqa: E402
from ctplatform.bundles.services import restore_project  # noqa: E402
from ctplatform.bundles.writing import write_bundle  # noqa: E402
from ctplatform.curation.history_chain.purging import purge_project  # noqa: E402


def main(count):
    admin = get_user_model().objects.create_superuser(f"bundles-{count}", password=None)
    project = create_project(by=admin, slug=f"bundles-{count}", title="Bundle")
    growing.grow(project, admin, count)
    growing.add_estimates(project)
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        before = peak_kib()
        with Timed() as writing:
            manifest = write_bundle(project, reader=admin, file=file, report=lambda *_: None)
        file.flush()
        written = peak_kib()
        path = Path(file.name)
        purge_project(project, by=admin, reason="bench")
        with Timed() as checking:
            check_bundle(path)
        purged = peak_kib()
        with Timed() as restoring:
            restore_project(path, by=admin, same_people=True)
        found = {
            "rows": manifest.rows,
            "bytes": path.stat().st_size,
            "write": writing.wall,
            "write_cpu": writing.cpu,
            "check": checking.wall,
            "restore": restoring.wall - checking.wall,
            "restore_cpu": restoring.cpu,
            "write_grown_mib": (written - before) // 1024,
            "restore_grown_mib": (peak_kib() - purged) // 1024,
            "peak_mib": peak_kib() // 1024,
        }
    print(json.dumps(found))  # the caller reads it


if __name__ == "__main__":
    main(int(sys.argv[1]))
