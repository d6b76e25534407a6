"""DuckDB on exported Parquet counts what the platform's series count, and reads nothing else."""

import csv
import datetime as dt
import io
import random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ctplatform.exchange.registry import find_format
from incidents.models import Incident
from incidents.series.queries import points as aggregates
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, UserFactory
from tests.factories.curation import Team
from tests.incidents.imports.test_files import AFGHANISTAN, bring, needs_shared

pytest.importorskip("duckdb")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BY_MONTH = """
    SELECT country_iso3, strftime(date_start, '%Y-%m') AS month, count(*) AS n FROM events
    WHERE state = 'published' AND record_kind = 'event'
        AND date_trunc('month', date_start) = date_trunc('month', date_end)
    GROUP BY ALL
"""
"""Events that certainly happened in one month."""
ISO3 = {"AF": "AFG", "NA": "NAM", "ML": "MLI"}


def asked(question, *paths):
    out = io.StringIO()
    call_command("query_tables", question, *map(str, paths), stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def exported(folder, project):
    path = folder / "events.parquet"
    rows = Incident.objects.filter(project=project).order_by("id")
    reader = UserFactory(is_superuser=True)
    path.write_bytes(b"".join(find_format("incidents", "table_parquet").write(rows, reader)))
    return path


day_of = dt.date.fromisoformat


def counted_by_series(project, start, end):
    series = make.SeriesFactory(
        project=project, group_by="country", bucket="month", start=day_of(start), end=day_of(end)
    )
    aggregates.rebuild_series(series, lambda done, total: None)
    points = (
        series.points.exclude(n_min=0).exclude(group="").values_list("group", "bucket", "n_min")
    )
    return {(ISO3[group], f"{bucket:%Y-%m}"): n for group, bucket, n in points}


def counted_by_duckdb(path):
    return {(row["country_iso3"], row["month"]): int(row["n"]) for row in asked(BY_MONTH, path)}


def test_counts_of_a_generated_register_equal_the_series(tmp_path):
    project, dice = ProjectFactory(), random.Random(7)
    for number in range(120):
        day = dt.date(2020, 1, 1) + dt.timedelta(days=dice.randrange(300))
        date = dice.choice([f"{day}", f"{day:%Y-%m}", f"{day}", f"{day:%Y}"])
        make.IncidentFactory(
            project=project,
            title=f"Event {number}",
            date=date,
            country=dice.choice([*ISO3]),
            record_kind=dice.choice(["event", "event", "context"]),
            published=number % 5 > 0,
        )
    counted = counted_by_duckdb(exported(tmp_path, project))
    assert counted == counted_by_series(project, "2020-01-01", "2020-12-31")
    assert len(counted) > 15


@needs_shared
def test_counts_of_ucdp_afghanistan_equal_the_series(tmp_path):
    team = Team()
    bring(team, AFGHANISTAN)
    Incident.objects.filter(project=team.project).update(
        country="AF",  # the file names none; all of it is in Afghanistan
        state="published",
        publish_policy="four_eyes",
        published_at=timezone.now(),
        published_by=team.second,
    )
    path = exported(tmp_path, team.project)
    span = asked("SELECT min(date_start) AS first, max(date_end) AS last FROM events", path)[0]
    assert counted_by_duckdb(path) == counted_by_series(team.project, span["first"], span["last"])
    assert asked("SELECT count(*) AS n FROM events", path) == [{"n": "310"}]


def test_a_question_reads_the_named_files_and_nothing_else(tmp_path):
    path = exported(tmp_path, ProjectFactory())
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for question, said in (
        (f"FROM read_csv('{secret}')", "disabled by configuration"),
        (f"COPY events TO '{tmp_path / 'out.csv'}'", "disabled by configuration"),
        ("SET enable_external_access = true", "locked"),
        ("SELECT nothing FROM events", "nothing"),
    ):
        with pytest.raises(CommandError, match=said):
            asked(question, path)
    assert not (tmp_path / "out.csv").exists()
    with pytest.raises(CommandError, match=r"No such file: .*gone\.parquet"):
        asked("SELECT 1", tmp_path / "gone.parquet")
