"""Import tables of records into a project, and export them again, as users do."""

import csv
import io

from rest_framework.test import APIClient

from incidents.imports.formats.loading import load_file
from incidents.imports.services import ImportRefused, RowDestination

OWN = "ctplatform"


def write_csv(path, *rows):
    """A CSV file of dicts with the same keys."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def bring(team, path, noun, by=None, dry_run=False, dataset=OWN, **options):
    """Import a file; the dry run before it says the same."""
    target = RowDestination(
        team.project, dataset, actors=options.get("actors"), reason="Import", file=path.name
    )
    how = {"by": by or team.author, "report": lambda done, total: None}
    try:
        planned = load_file(path, noun, options, target, dry_run=True, **how)
    except ImportRefused as error:
        error.add_note(f"{path.name}: {error.notes}")
        raise
    if dry_run:
        return planned
    done = load_file(path, noun, options, target, **how)
    same = ("rows", "made", "changed", "unchanged", "types", "actors")
    assert [planned.get(name) for name in same] == [done.get(name) for name in same]
    return done


def counts(summary):
    return summary["made"], summary["changed"], summary["unchanged"]


def export(team, noun, path, format="csv", by=None):
    """The export of a project in a file."""
    client = APIClient()
    client.force_authenticate(by or team.author)
    answer = client.get(f"/api/v1/{noun}/export/?project={team.project.slug}&format={format}")
    assert answer.status_code == 200, answer
    path.write_bytes(b"".join(answer.streaming_content))
    return path


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text())))
