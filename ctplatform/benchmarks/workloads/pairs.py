"""Runs inside Django: compare many incidents with each other, then after one edit."""

import datetime
import json
import random
import sys
import time

import django

django.setup()

from django.utils import timezone  # noqa: E402 - after setup

from ctplatform.accounts.models import Project, User  # noqa: E402
from ctplatform.curation.services import change_record  # noqa: E402
from incidents.duplicates.queries.pairs import compare_project, compare_some  # noqa: E402
from incidents.models import (  # noqa: E402
    Actor,
    DuplicateSuggestion,
    Incident,
    Participation,
    Place,
)

FIRST, DAYS, TOWNS, GROUPS = datetime.date(2014, 1, 1), 3652, 3000, 40
UNPLACED = 0.1  # share of all
KINDS = ("bombing", "armed_assault", "assassination")


def towns(project, pick):
    """Places with coordinates; as in reality, most incidents are in few of them."""
    rows = [
        Place(
            project=project,
            name=f"Town {n}",
            kind="city",
            lat=pick.uniform(30, 37),
            lon=pick.uniform(61, 74),
        )
        for n in range(TOWNS)
    ]
    return Place.objects.bulk_create(rows, batch_size=1000)


def groups(project):
    rows = [Actor(project=project, name=f"Group {n:03}", compared=True) for n in range(GROUPS)]
    return Actor.objects.bulk_create(rows)


def grow(project, author, count):
    """Add published events on known days, each of one group, without the services."""
    pick, now = random.Random(3), timezone.now()  # noqa: S311 - a corpus, not a secret
    places, actors = towns(project, pick), groups(project)
    for start in range(0, count, 20_000):
        rows = []
        for number in range(start, min(start + 20_000, count)):
            day = FIRST + datetime.timedelta(pick.randrange(DAYS))
            place = places[min(int(pick.expovariate(10 / TOWNS)), TOWNS - 1)]
            place = None if pick.random() < UNPLACED else place
            rows.append(
                Incident(
                    project=project,
                    created_by=author,
                    title=f"Incident {number}",
                    place=place,
                    state="published",
                    publish_policy="open",
                    published_at=now,
                    date=day.isoformat(),
                    date_earliest=day,
                    date_latest=day,
                    date_precision="day",
                    attack_types=[pick.choice(KINDS)],
                )
            )
        Incident.objects.bulk_create(rows, batch_size=1000)
        parts = (
            Participation(incident=row, actor=pick.choice(actors), role="perpetrator")
            for row in rows
        )
        Participation.objects.bulk_create(parts, batch_size=1000)


def main(count):
    author = User.objects.get(username="bench")
    project = Project.objects.create(slug="pairs", title="Pairs", review_policy="open")
    project.memberships.create(user=author, role="owner")
    grow(project, author, count)
    began, cpu = time.perf_counter(), time.process_time()
    compare_project(project.pk, lambda _done, _total: None)
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    incident = Incident.objects.filter(project=project).first()
    change_record(incident, {"date": "2020-06-15"}, by=author, reason="A better source.")
    began = time.perf_counter()
    compare_some(Incident, project.pk)
    edit = time.perf_counter() - began
    pairs = DuplicateSuggestion.objects.filter(project=project).count()
    print(
        json.dumps({"incidents": count, "seconds": took, "cpu": cpu, "edit": edit, "pairs": pairs})
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
