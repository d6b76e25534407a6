"""A process that edits a register through the services until it has made its number of edits.

`python -m tests.faults.editing_client FOLDER NUMBER` reads FOLDER/register.json, and adds a line
to FOLDER/ledger-NUMBER.jsonl for each edit whose transaction has ended. A client that was killed
goes on after the lines that it finds there.
"""

import json
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, InterfaceError, connection

from ctplatform.accounts.models import Project, User
from ctplatform.curation import services as curation
from ctplatform.domain_errors import DomainError
from incidents.models import (
    Actor,
    CasualtyEstimate,
    Incident,
    Participation,
    Place,
    Series,
)
from incidents.series.services import change_series

REFUSED = (DomainError, PermissionDenied, ValidationError)
CUT = (DatabaseError, InterfaceError)
PAUSE = 0.05  # seconds after a lost connection
ROLES = ("perpetrator", "belligerent", "target", "suspected_perpetrator")
VALUES = {
    "date": lambda pick: random_date(pick),
    "country": lambda pick: pick.choice(["AF", "PK", None]),
    "record_kind": lambda pick: pick.choice(["event", "event", "series", "context"]),
    "marking": lambda pick: pick.choice(["clear", "green", "amber"]),
    "attack_types": lambda pick: pick.choice([["bombing"], ["armed_assault", "bombing"], None]),
    "suicide": lambda pick: pick.choice(["yes", "no", None]),
}
STEPS = {
    "change": 12,
    "place": 2,
    "estimate": 4,
    "other_estimate": 4,
    "participant": 3,
    "other_participant": 2,
    "new": 2,
    "withdraw": 1,
    "merge": 1,
    "unmerge": 1,
    "cover": 1,
}
"""{step: how often it is chosen}."""


def random_date(pick):
    """A day, a month or a span of days of 2024."""
    month, day = pick.randrange(1, 13), pick.randrange(1, 29)
    whole = f"2024-{month:02}-{day:02}"
    after = f"2024-{min(12, month + 1):02}-28"
    return pick.choice([whole, whole, whole, whole[:7], f"{whole}/{after}", "2024"])


class EditingClient:
    """One user at work; `counts` says how the attempts ended."""

    def __init__(self, folder: Path, number: int):
        given = json.loads((folder / "register.json").read_text())
        self.edits, self.number = given["edits"], number
        self.ledger = folder / f"ledger-{number}.jsonl"
        self.project = Project.objects.get(pk=given["project"])
        self.by = User.objects.get(pk=given["user"])
        self.pick = random.Random(f"{number} {time.time_ns()}")
        self.counts = Counter()

    def work(self):
        done = len(self.ledger.read_bytes().splitlines()) if self.ledger.exists() else 0
        with self.ledger.open("ab") as ledger:
            while done < self.edits:
                if found := self.attempt():
                    ledger.write(json.dumps(found).encode() + b"\n")
                    ledger.flush()
                    os.fsync(ledger.fileno())
                    done += 1

    def attempt(self):
        """{step, revisions} of an edit that took effect, else None."""
        step = self.pick.choices([*STEPS], weights=[*STEPS.values()])[0]
        try:
            outcomes = list(getattr(self, step)())
        except REFUSED:
            self.counts["refused"] += 1
            return None
        except CUT:
            self.counts["cut"] += 1
            connection.close()
            time.sleep(PAUSE)
            return None
        made = [str(each.revision.pk) for each in outcomes if each and each.revision]
        return {"step": step, "revisions": made} if made else None

    def incident(self, **which):
        which = {"state": "published", "merged_into": None, **which}
        rows = list(Incident.objects.filter(project=self.project, **which).values_list("pk"))
        return Incident.objects.get(pk=self.pick.choice(rows)[0]) if rows else None

    def any_of(self, model, **which):
        rows = list(model.objects.filter(**which).order_by("pk"))
        return self.pick.choice(rows) if rows else None

    def change(self):
        name = self.pick.choice([*VALUES])
        yield curation.change_record(
            self.incident(), {name: VALUES[name](self.pick)}, by=self.by, reason="A better source."
        )

    def place(self):
        place = self.any_of(Place, project=self.project)
        yield curation.change_record(self.incident(), {"place": place}, by=self.by)

    def estimate(self):
        low = self.pick.randrange(30)
        values = {"incident": self.incident(), "kind": self.pick.choice(["killed", "injured"])}
        values |= {"low": low, "best": low + 1, "high": low + self.pick.randrange(1, 9)}
        yield curation.create_record(CasualtyEstimate, values, by=self.by)

    def other_estimate(self):
        row = self.any_of(CasualtyEstimate, incident=self.incident())
        if row and self.pick.random() < 0.2:
            yield curation.withdraw_record(row, by=self.by, reason="Not about this incident.")
        elif row:
            yield curation.change_record(
                row, {"high": row.best + self.pick.randrange(40)}, by=self.by
            )

    def participant(self):
        values = {"incident": self.incident(), "actor": self.any_of(Actor, project=self.project)}
        yield curation.create_record(
            Participation, values | {"role": self.pick.choice(ROLES)}, by=self.by
        )

    def other_participant(self):
        row = self.any_of(Participation, incident=self.incident())
        if row and self.pick.random() < 0.5:
            yield curation.withdraw_record(row, by=self.by, reason="It was another group.")
        elif row:
            yield curation.change_record(row, {"role": self.pick.choice(ROLES)}, by=self.by)

    def new(self):
        values = {"project": self.project, "title": "Attack", "date": random_date(self.pick)}
        made = curation.create_record(Incident, values, by=self.by)
        yield made
        yield curation.publish(made.record, by=self.by)

    def withdraw(self):
        yield curation.withdraw_record(self.incident(), by=self.by, reason="It did not happen.")

    def merge(self):
        one, other = self.incident(), self.incident()
        if one and one != other:
            yield curation.merge(one, other, by=self.by, reason="The same attack.")

    def unmerge(self):
        if gone := self.incident(merged_into__isnull=False):
            yield curation.unmerge(gone, by=self.by, reason="Two attacks.")

    def cover(self):
        """Other windows for a series; a definition has no revision, so this counts as no edit."""
        start = f"2024-0{self.pick.randrange(1, 4)}-01"
        windows = [{"start": start, "end": "2024-12-31", "sources": []}]
        series = self.any_of(Series, project=self.project)
        change_series(series, {"coverage": self.pick.choice(["full", windows])}, by=self.by)
        self.counts["coverage"] += 1
        return ()


def main(folder, number):
    client = EditingClient(Path(folder), int(number))
    try:
        client.work()
    finally:
        path = Path(folder) / f"counts-{number}-{os.getpid()}.json"
        path.write_text(json.dumps(client.counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
