"""Runs inside Django: set up a project for the step `review`, and check its edits.

`... reviews setup CLIENTS RECORDS` prints {"records": ids, "people": [[author's token, reviewer's
token], ...]}. `... reviews check FILE` reads the acknowledged edits, one [record, field, value]
each, and prints how many are in the history.
"""

import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import django

django.setup()

from ctplatform.accounts.models import Membership, Project, User  # noqa: E402 - after setup
from ctplatform.accounts.services import create_project  # noqa: E402
from ctplatform.accounts.sign_in.tokens import create_token  # noqa: E402
from ctplatform.curation import services  # noqa: E402
from ctplatform.curation.models import Proposal, Revision  # noqa: E402
from incidents.models import Incident  # noqa: E402

SLUG = "reviews"


def member(project, role, number):
    """The token of a new user with a role."""
    user = User.objects.create(username=f"{role}-{number}")
    Membership.objects.create(project=project, user=user, role=role)
    return create_token(by=user, name="bench")[1]


def setup(clients, records):
    owner = User.objects.get(username="bench")
    project = create_project(by=owner, slug=SLUG, title="Reviews", review_policy="open")
    made = []
    for number in range(records):
        values = {"project": project, "title": f"Incident {number}", "date": "2016-11"}
        record = services.create_record(Incident, values, by=owner).record
        services.publish(record, by=owner)
        made.append(str(record.pk))
    Project.objects.filter(pk=project.pk).update(review_policy="four_eyes")
    people = [
        [member(project, role, number) for role in ("annotator", "reviewer")]
        for number in range(clients)
    ]
    return {"records": made, "people": people}


def check(acknowledged):
    """Count edits; `lost` were acknowledged but are not in the history, or overwritten unseen."""
    rows = Revision.objects.filter(project__slug=SLUG, kind="change").order_by("version")
    steps = defaultdict(list)
    for row in rows:
        for field, step in row.diff.items():
            steps[str(row.target_id), field].append(step)
    written = {(*key, step["to"]) for key, found in steps.items() for step in found}
    overwritten = sum(
        later["from"] != earlier["to"]
        for found in steps.values()
        for earlier, later in pairwise(found)
    )
    live = Incident.objects.filter(project__slug=SLUG).in_bulk()
    overwritten += sum(
        getattr(live[uuid], field) != steps[str(uuid), field][-1]["to"]
        for uuid in live
        for field in ("summary", "date_words")
        if steps[str(uuid), field]
    )
    return {
        "lost": len({tuple(each) for each in acknowledged} - written) + overwritten,
        "applied": len(written),
        "waiting": Proposal.objects.filter(project__slug=SLUG, state="open").count(),
    }


if __name__ == "__main__":
    act, *given = sys.argv[1:]
    if act == "setup":
        print(json.dumps(setup(*map(int, given))))
    else:
        print(json.dumps(check(json.loads(Path(given[0]).read_text()))))
