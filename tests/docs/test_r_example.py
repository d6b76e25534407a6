"""The example in R of the documentation, run against a live server where R is installed."""

import os
import shutil
import subprocess

import pytest
from django.conf import settings

from ctplatform.accounts.sign_in.tokens import create_token
from incidents.series.queries.points import rebuild_series
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member

EXAMPLE = settings.BASE_DIR / "docs" / "examples" / "events_and_series.R"
PACKAGES = ("httr2", "jsonlite", "readr")


def has_packages():
    """Whether R is here with the packages that the example loads."""
    wanted = ", ".join(f'"{name}"' for name in PACKAGES)
    ask = f"quit(status = !all(sapply(c({wanted}), requireNamespace, quietly = TRUE)))"
    return bool(shutil.which("Rscript")) and not subprocess.run(["Rscript", "-e", ask]).returncode


@pytest.fixture
def r():
    """The command that runs a program in R."""
    if not has_packages():
        pytest.skip(f"no R with {', '.join(PACKAGES)}")
    return "Rscript"


@pytest.mark.django_db(transaction=True)
def test_r_reads_the_events_and_draws_a_series(r, live_server, settings, tmp_path):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    project = ProjectFactory(slug="sahel")
    for day, country in (("2024-02-01", "NA"), ("2024-03-05", "NG"), ("2024-03-09", None)):
        make.IncidentFactory(project=project, date=day, country=country, published=True)
    days = {"start": "2024-01-01", "end": "2024-04-30"}
    series = make.SeriesFactory(project=project, title="Attacks", bucket="month", **days)
    series.refresh_from_db()
    rebuild_series(series, lambda done, total: None)
    environment = {
        **os.environ,
        "CTPLATFORM": live_server.url,
        "TOKEN": create_token(by=member(project, "editor"), name="R")[1],
        "PROJECT": "sahel",
        "SERIES": "Attacks",
    }
    done = subprocess.run(
        [r, EXAMPLE],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    first, *points, left_out = [line.strip() for line in done.stdout.splitlines()]
    assert first == "3 events, 1 without a country, 1 in Namibia"
    assert points == [
        "2024-01-01 0 0 0",
        "2024-02-01 1 1 1",
        "2024-03-01 2 2 2",
        "2024-04-01 0 0 0",
    ]
    assert left_out == "left out: 0 records"
    assert (tmp_path / "series.pdf").read_bytes().startswith(b"%PDF")
